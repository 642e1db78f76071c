/** Who wrote a file. The version is package.json's, which a test checks. */
export const PROGRAM = { name: 'Sockeye', version: '0.1.0' } as const
