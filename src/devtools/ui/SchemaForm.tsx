import { useMemo, useState } from 'preact/hooks'
import { MOST_SCHEMA, type SchemaUse } from '../../core/decoders/preferences.ts'
import { readSchema, type SchemaFile } from '../../core/protobuf/read-schema.ts'
import { visibleLine } from '../../core/visible.ts'
import { Field } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { usePanel } from './panel-context.ts'
import { NEW_SCHEMA, schemaFile, TYPED } from './schema-draft.ts'
import { usePreferences } from './use-preferences.ts'

/** Files of a schema, and which messages are read by which of its types. */
export function SchemaForm({ draft }: { draft: SchemaUse }) {
  const { schema } = usePanel().state.choices
  const [{ schemas }, change] = usePreferences()
  const { files } = draft
  const reading = useMemo(() => (files.length === 0 ? null : readSchema(files)), [files])
  const types = reading?.ok ? reading.types : []
  const isTooLarge = files.reduce((size, { text }) => size + text.length, 0) > MOST_SCHEMA
  const problem = isTooLarge
    ? 'These files are larger than 3 MB together. Leave out those that no message of this socket needs.'
    : reading && !reading.ok
      ? reading.problem
      : null
  const isComplete =
    reading?.ok === true && !isTooLarge && (types.includes(draft.sent) || types.includes(draft.received))
  const put = (part: Partial<SchemaUse>): void => {
    // Not what was drawn: files may have been read meanwhile.
    schema.value = { ...(schema.peek() ?? draft), ...part }
  }
  const putFiles = (fresh: readonly SchemaFile[]): void => {
    const kept = files.filter(({ name }) => !fresh.some((file) => file.name === name))
    put({ files: [...kept, ...fresh].filter(({ text }) => text !== '') })
  }
  const save = (): void => {
    const id = draft.id === NEW_SCHEMA ? Math.max(0, ...schemas.map((use) => use.id)) + 1 : draft.id
    const use = {
      ...draft,
      id,
      sent: types.includes(draft.sent) ? draft.sent : '',
      received: types.includes(draft.received) ? draft.received : '',
    }
    change({
      schemas: schemas.some((one) => one.id === id)
        ? schemas.map((one) => (one.id === id ? use : one))
        : [...schemas, use],
    })
    schema.value = null
  }
  return (
    <form
      class="schema-form"
      data-testid="schema-form"
      aria-label="Schema"
      onSubmit={(event) => {
        event.preventDefault()
        if (isComplete) save()
      }}
    >
      <Files
        files={files}
        put={putFiles}
        remove={(name) => put({ files: files.filter((file) => file.name !== name) })}
      />
      {problem !== null && (
        <p class="error" role="alert" data-testid="schema-problem">
          {visibleLine(problem)}
        </p>
      )}
      {reading?.ok &&
        reading.schema.warnings.map((warning) => (
          <p class="notice" key={warning} data-testid="schema-warning">
            {visibleLine(warning)}
          </p>
        ))}
      <TypeField
        label="Sent are"
        testId="schema-sent"
        types={types}
        value={draft.sent}
        onChange={(sent) => put({ sent })}
      />
      <TypeField
        label="Received are"
        testId="schema-received"
        types={types}
        value={draft.received}
        onChange={(received) => put({ received })}
      />
      <Field
        id="schema-url"
        label="Addresses"
        value={draft.url}
        problem={null}
        placeholder="part of the address, * for anything; empty: all"
        onInput={(url) => put({ url })}
      />
      <Field
        id="schema-subprotocol"
        label="Subprotocol"
        value={draft.subprotocol}
        problem={null}
        placeholder="empty: any"
        onInput={(subprotocol) => put({ subprotocol })}
      />
      <div class="form-end">
        <button type="submit" class="main-button" data-testid="save-schema" disabled={!isComplete}>
          Save
        </button>
        <button
          type="button"
          class="text-button"
          onClick={() => {
            schema.value = null
          }}
        >
          Cancel
        </button>
      </div>
    </form>
  )
}

interface FilesProps {
  readonly files: readonly SchemaFile[]
  readonly put: (files: readonly SchemaFile[]) => void
  readonly remove: (name: string) => void
}

function Files({ files, put, remove }: FilesProps) {
  const [problem, setProblem] = useState('')
  const typed = files.find(({ name }) => name === TYPED)
  const choose = async (list: FileList | null): Promise<void> => {
    try {
      put(
        await Promise.all(
          [...(list ?? [])].map(async (file) => schemaFile(file.name, new Uint8Array(await file.arrayBuffer()))),
        ),
      )
      setProblem('')
    } catch {
      setProblem('A file could not be read. Check that it still exists and choose it again.')
    }
  }
  return (
    <>
      <div class="field">
        <span class="field-name">Files</span>
        <div class="field-body">
          {files
            .filter(({ name }) => name !== TYPED)
            .map(({ name }) => (
              <span class="chip schema-file" key={name} data-testid="schema-file">
                {visibleLine(name)}
                <IconButton icon="close" label={`Leave out ${name}`} onClick={() => remove(name)} />
              </span>
            ))}
          <label class="text-button">
            Add files…
            <input
              type="file"
              multiple
              class="file-input"
              data-testid="schema-files"
              title="A .proto file with those that it imports, or a descriptor set"
              onChange={(event) => {
                const input = event.currentTarget
                choose(input.files).finally(() => {
                  input.value = ''
                })
              }}
            />
          </label>
          {problem && (
            <span class="error" role="alert">
              {problem}
            </span>
          )}
        </div>
      </div>
      <div class="field">
        <label class="field-name" for="schema-text">
          Or typed
        </label>
        <div class="field-body">
          <textarea
            id="schema-text"
            data-testid="schema-text"
            spellcheck={false}
            rows={4}
            placeholder={'message Chat {\n  string text = 1;\n}'}
            value={typed?.text ?? ''}
            onInput={(event) => put([{ name: TYPED, is: 'proto', text: event.currentTarget.value }])}
          />
        </div>
      </div>
    </>
  )
}

interface TypeFieldProps {
  readonly label: string
  readonly testId: string
  readonly types: readonly string[]
  readonly value: string
  readonly onChange: (type: string) => void
}

function TypeField({ label, testId, types, value, onChange }: TypeFieldProps) {
  return (
    <div class="field">
      <label class="field-name" for={testId}>
        {label}
      </label>
      <div class="field-body">
        <select
          id={testId}
          data-testid={testId}
          disabled={types.length === 0}
          value={types.includes(value) ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          <option value="">not read by this schema</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
