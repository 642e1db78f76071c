import type { ComponentChildren } from 'preact'

/** 16 × 16, drawn in the colour of the text around. */
const SHAPES = {
  recording: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <rect x="5.25" y="5.25" width="5.5" height="5.5" />
    </>
  ),
  record: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <circle cx="8" cy="8" r="3.5" />
    </>
  ),
  clear: (
    <g fill="none" stroke="currentColor" stroke-width="1.5">
      <circle cx="8" cy="8" r="6.25" />
      <path d="M3.6 3.6l8.8 8.8" />
    </g>
  ),
  filter: <path d="M1.5 2.5h13L9.5 8.7V13l-3 1.5V8.7z" fill="none" stroke="currentColor" stroke-width="1.3" />,
  close: <path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="1.5" />,
  add: <path d="M8 2.5v11M2.5 8h11" fill="none" stroke="currentColor" stroke-width="1.5" />,
  columns: (
    <path d="M1.75 2.75h12.5v10.5H1.75zM6 3v10M10.25 3v10" fill="none" stroke="currentColor" stroke-width="1.5" />
  ),
  settings: (
    <g fill="none" stroke="currentColor" stroke-width="1.5">
      <circle cx="8" cy="8" r="2.25" />
      <circle cx="8" cy="8" r="5" />
      <path d="M8 3V.8M8 13v2.2M3 8H.8M13 8h2.2M4.5 4.5L2.9 2.9M11.5 11.5l1.6 1.6M4.5 11.5l-1.6 1.6M11.5 4.5l1.6-1.6" />
    </g>
  ),
  import: (
    <path d="M8 1.5v8M4.5 6.3L8 9.8l3.5-3.5M2 10.5v3h12v-3" fill="none" stroke="currentColor" stroke-width="1.5" />
  ),
  export: (
    <path d="M8 10V2M4.5 5.2L8 1.7l3.5 3.5M2 10.5v3h12v-3" fill="none" stroke="currentColor" stroke-width="1.5" />
  ),
  details: (
    <>
      <rect x="1.75" y="2.75" width="12.5" height="10.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M9.5 3h4.5v10H9.5z" />
    </>
  ),
  sent: <path d="M8 14V3M3.5 7.5L8 3l4.5 4.5" fill="none" stroke="currentColor" stroke-width="1.8" />,
  received: <path d="M8 2v11M3.5 8.5L8 13l4.5-4.5" fill="none" stroke="currentColor" stroke-width="1.8" />,
  connecting: (
    <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.6 2.63" />
  ),
  open: <circle cx="8" cy="8" r="5.25" />,
  closing: (
    <>
      <circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" stroke-width="1.4" />
      <path d="M8 3.25a4.75 4.75 0 0 0 0 9.5z" />
    </>
  ),
  closed: (
    <g fill="none" stroke="currentColor" stroke-width="1.4">
      <rect x="3.2" y="3.2" width="9.6" height="9.6" />
      <path d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8" />
    </g>
  ),
  error: (
    <>
      <path d="M8 2.2l6.2 11.3H1.8z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
      <path d="M8 6v4M8 11v1.2" fill="none" stroke="currentColor" stroke-width="1.4" />
    </>
  ),
  lost: <path d="M1.5 8h3M6.5 8h3M11.5 8h3M3 4l2 8M11 4l2 8" fill="none" stroke="currentColor" stroke-width="1.3" />,
  navigated: <path d="M2 8h11M8.5 3.5L13 8l-4.5 4.5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  information: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.3" />
      <path d="M8 7v4.5M8 4.4V6" fill="none" stroke="currentColor" stroke-width="1.5" />
    </>
  ),
  earlier: (
    <g fill="none" stroke="currentColor" stroke-width="1.5">
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.5 2" />
    </g>
  ),
  copy: (
    <g fill="none" stroke="currentColor" stroke-width="1.3">
      <rect x="5.5" y="5.5" width="8" height="8" />
      <path d="M3.5 10.5h-1v-8h8v1" />
    </g>
  ),
  edit: <path d="M2.5 13.5l.8-3.3 7.4-7.4 2.5 2.5-7.4 7.4z" fill="none" stroke="currentColor" stroke-width="1.3" />,
  find: (
    <g fill="none" stroke="currentColor" stroke-width="1.4">
      <circle cx="6.8" cy="6.8" r="4.3" />
      <path d="M10 10l4 4" />
    </g>
  ),
  previous: <path d="M3.5 10.5L8 6l4.5 4.5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  next: <path d="M3.5 5.5L8 10l4.5-4.5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  opened: <path d="M4 6l4 4.5L12 6z" />,
  shut: <path d="M6 4l4.5 4L6 12z" />,
} satisfies Record<string, ComponentChildren>

export type IconName = keyof typeof SHAPES

/** A picture beside words that say the same, or with `label` as the only one to say it. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  if (label) {
    return (
      <svg class={`icon icon-${name}`} viewBox="0 0 16 16" role="img" aria-label={label}>
        <title>{label}</title>
        {SHAPES[name]}
      </svg>
    )
  }
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  )
}
