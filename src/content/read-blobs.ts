import { type Body, FLAG, KINDS, type Lost, type Payload } from '../core/row.ts'
import type { Batch, Batches, Held, Reply } from '../wire.ts'
import type { WithBlob } from './channel.ts'

/** Batches with their Blobs read into bytes; at once where they have none. A Blob that can't be read is reported as lost. */
export function readAll({ type, batches }: Batches<Body | Blob>): Batches | Promise<Batches> {
  const read = batches.map(readBlobs)
  const isRead = (batch: Batch | Promise<Batch>): batch is Batch => !(batch instanceof Promise)
  if (read.every(isRead)) return { type, batches: read }
  return Promise.all(read).then((batches) => ({ type, batches }))
}

function readBlobs(batch: Batch<Body | Blob>): Batch | Promise<Batch> {
  if (!batch.body.some((body) => body instanceof Blob)) return batch as Batch
  return Promise.all(batch.body.map((body) => (body instanceof Blob ? read(body) : body))).then((body) =>
    withBodies(batch, body),
  )
}

/** A batch as it can be told at once: its Blobs are lost. */
export function withoutBlobs(batch: Batch<Body | Blob>): Batch {
  return withBodies(
    batch,
    batch.body.map((body) => (body instanceof Blob ? UNREADABLE : body)),
  )
}

function withBodies(batch: Batch<Body | Blob>, body: readonly Body[]): Batch {
  const flags = batch.flags.map((flag, at) => (body[at] === UNREADABLE ? flag & ~FLAG.truncated : flag))
  const kind = batch.kind.map((kind, at) => (body[at] === UNREADABLE ? KINDS.indexOf('lost') : kind))
  return { ...batch, flags, kind, body }
}

const UNREADABLE: Lost = { count: 1, cause: 'unreadable' }

/** In Firefox a Blob's own promise is of the page's realm, and no `Promise` of ours. */
async function read(blob: Blob): Promise<ArrayBuffer | Lost> {
  try {
    return await blob.arrayBuffer()
  } catch {
    return UNREADABLE
  }
}

/** A reply with its slice read into bytes; at once where it has no Blob. One that can't be read is gone. */
export function readSlice({ slice, ...reply }: Reply<Payload | Blob>): Reply | Promise<Reply> {
  if (slice === undefined) return reply
  if (!(slice instanceof Blob)) return { ...reply, slice }
  return read(slice).then((bytes) =>
    'cause' in bytes ? { ...reply, refusal: { why: 'gone' }, slice: null } : { ...reply, slice: bytes },
  )
}

/** Likewise a message that is held; one that can't be read is shown as empty, and goes on as it is unless somebody edits it. */
export function readHeld(held: Held | WithBlob): Held | Promise<Held> {
  const { data } = held
  if (!(data instanceof Blob)) return held as Held
  return read(data).then((bytes) => ({ ...held, data: 'cause' in bytes ? '' : bytes }))
}
