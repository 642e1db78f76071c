interface SegmentedProps<Value extends string> {
  /** What is chosen between, for who can't see it. */
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly testId: string
}

/** One of a few, all in sight: radio buttons that look like the type filter of the Network panel. */
export function Segmented<Value extends string>({ label, value, choices, onChange, testId }: SegmentedProps<Value>) {
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} class="segment" data-testid={`${testId}-${choice.value}`}>
          <input type="radio" name={testId} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  )
}
