import type { Page } from 'puppeteer-core'
import type { BrowserPanel, Dock, Theme } from './driver.ts'

/*
 * What runs inside the front end of Chromium's DevTools, with the modules that its own code imports. They are no public
 * interface: when Chromium renames one, the tests say so at once. It is text because test runners rewrite the imports
 * within a function.
 */

const DOCK_CONTROLLER = `(await import('./ui/legacy/legacy.js')).DockController.DockController.instance()`

/** Shows the panel of this title, once the extension has made it. */
export function showPanel(title: string): string {
  return `(async () => {
    const { ViewManager } = await import('./ui/legacy/legacy.js')
    const views = ViewManager.ViewManager.instance()
    for (;;) {
      const id = [...views.views.keys()].find((id) => id.startsWith('chrome-extension://') && id.endsWith(${JSON.stringify(title)}))
      if (id !== undefined) return views.showView(id)
      await new Promise((resume) => setTimeout(resume, 25))
    }
  })()`
}

/** Shows one of DevTools' own panels. */
export function showBrowserPanel(panel: BrowserPanel): string {
  return `(async () => {
    const { ViewManager } = await import('./ui/legacy/legacy.js')
    await ViewManager.ViewManager.instance().showView('${panel === 'network' ? 'network' : 'elements'}')
  })()`
}

/** Stops DevTools from writing the page's size over the page for a second after each resize, screenshots included. */
export const HIDE_PAGE_SIZE = `(async () => {
  const { OverlayModel, TargetManager } = await import('./core/sdk/sdk.js')
  const models = TargetManager.TargetManager.instance().models(OverlayModel.OverlayModel)
  for (const model of models) model.setShowViewportSizeOnResize(false)
})()`

export function setDock(side: Dock): string {
  return `(async () => ${DOCK_CONTROLLER}.setDockSide('${side}'))()`
}

/** The value of DevTools' setting `ui-theme`. */
export function themeSetting(theme: Theme): string {
  return theme === 'dark' ? 'dark' : 'default'
}

export function setTheme(theme: Theme): string {
  return `(async () => {
    const { Settings } = await import('./core/common/common.js')
    Settings.Settings.instance().moduleSetting('ui-theme').set('${themeSetting(theme)}')
  })()`
}

const DOCK_SIDE = `(async () => ${DOCK_CONTROLLER}.dockSide())()`
export const CLOSE_WINDOW = 'InspectorFrontendHost.closeWindow()'

/** Lays a picture, base64 of a PNG, over the hole for the inspected page. */
function coverHole(picture: string): string {
  return `(async () => {
    const { InspectedPagePlaceholder } = await import('./panels/emulation/emulation.js')
    const { element } = InspectedPagePlaceholder.InspectedPagePlaceholder.instance()
    const { left, top, width, height } = element.getBoundingClientRect()
    const image = document.createElement('img')
    image.id = 'sockeye-inspected-page'
    image.src = 'data:image/png;base64,${picture}'
    image.style.cssText = \`position: fixed; left: \${left}px; top: \${top}px; width: \${width}px; height: \${height}px;
      object-fit: none; object-position: 0 0; z-index: 1\`
    document.body.append(image)
    await image.decode()
  })()`
}

const UNCOVER_HOLE = `document.getElementById('sockeye-inspected-page').remove()`

/**
 * DevTools' page holds an empty place where the browser lays the inspected page over it: put the page's own picture there
 * for as long as the screenshot takes. Undocked DevTools have no such place.
 */
export async function pictureOfBoth(page: Page, devtools: Page, path: `${string}.png`): Promise<void> {
  const docked = (await devtools.evaluate(DOCK_SIDE)) !== 'undocked'
  if (docked) await devtools.evaluate(coverHole(await page.screenshot({ encoding: 'base64' })))
  await devtools.screenshot({ path })
  if (docked) await devtools.evaluate(UNCOVER_HOLE)
}
