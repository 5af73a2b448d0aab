/** The page shown when there is no back end to talk to. Plain DOM: the app cannot start. */
import type { AppError } from '../shared/errors'

/** Replaces the page by what went wrong and what to do. */
export function showStartFailure(document: Document, error: AppError): void {
  const box = document.createElement('main')
  box.className = 'start-failure'
  box.setAttribute('role', 'alert')
  const title = document.createElement('h1')
  title.textContent = error.message
  const advice = document.createElement('p')
  advice.textContent = error.advice ?? ''
  box.append(title, advice)
  document.querySelector('#app')?.replaceChildren(box)
}
