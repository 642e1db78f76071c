import { expect, it } from 'vitest'
import { type Facts, reachOf } from '../../src/background/reach.ts'

const facts = (more: Partial<Facts>): Facts => ({
  answered: false,
  url: 'https://example.org/',
  allSites: true,
  thisSite: true,
  files: true,
  ...more,
})

it.each<[string, Partial<Facts>, string]>([
  ['a page whose relay answers', { answered: true }, 'ok'],
  ['a page from before the install', {}, 'reload'],
  ['a page of the browser', { url: undefined }, 'restricted'],
  ['a page of the browser whose address is known', { url: 'chrome://version/' }, 'restricted'],
  ['the source of a page', { url: 'view-source:https://example.org/' }, 'restricted'],
  ['a store', { url: 'https://addons.mozilla.org/en-US/' }, 'restricted'],
  ['a site whose access was taken back', { allSites: false, thisSite: false }, 'revoked'],
  ['a site that may not even be known', { url: undefined, allSites: false, thisSite: false }, 'revoked'],
  ['a file that may not be read', { url: 'file:///a.html', files: false }, 'file'],
  ['a file from before the install', { url: 'file:///a.html' }, 'reload'],
])('says of %s: %s → %s', (_, more, reach) => {
  expect(reachOf(facts(more))).toBe(reach)
})
