/** For at-exit.test.ts: a process that makes a profile, says where it is, and crashes at the first word. */
import { Profile } from '../../scripts/browsers/profile.ts'

const profile = new Profile('test')
console.log(profile.directory)
process.stdin.on('data', () => {
  throw new Error('Crash')
})
