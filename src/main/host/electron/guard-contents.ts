/** Keeps every page of the app where it is: no navigation away, no new windows, no embedded web views. */
import type { Event, WebContents } from 'electron'
import { isAppUrl } from './app-scheme'

type Guarded = Pick<WebContents, 'on' | 'setWindowOpenHandler'>

/** Guards one page; call for every `web-contents-created`. */
export function guardContents(contents: Guarded): void {
  const stay = (event: Event & { readonly url?: string }): void => {
    if (event.url === undefined || !isAppUrl(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', (event) => stay(event))
  contents.on('will-frame-navigate', (event) => stay(event))
  contents.on('will-redirect', (event) => stay(event))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // The app links to nothing outside; a window that is asked for is one too many.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
