import browser from 'webextension-polyfill'
import { keepSettings } from './keep-settings.ts'
import type { Settings } from './state.ts'

/** Settings in the extension's local storage. */
export const loadSettings = (): Promise<Settings> => keepSettings(browser.storage.local)
