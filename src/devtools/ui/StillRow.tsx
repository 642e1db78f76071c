import { Component } from 'preact'
import { MessageRow, type MessageRowProps } from './MessageRow.tsx'

interface StillRowProps extends MessageRowProps {
  /** What else the row shows and no signal tells of. */
  readonly insertions: number
  readonly url: string | undefined
  readonly constructed: number | null | undefined
}

/** A row that is drawn again only when something of it has changed: in a stream, most of those in sight have not. */
export class StillRow extends Component<StillRowProps> {
  override shouldComponentUpdate(next: StillRowProps): boolean {
    const names = Object.keys(next) as (keyof StillRowProps)[]
    return names.some((name) => next[name] !== this.props[name])
  }

  override render({ insertions: _, url: _url, constructed: _constructed, ...props }: StillRowProps) {
    return <MessageRow {...props} />
  }
}
