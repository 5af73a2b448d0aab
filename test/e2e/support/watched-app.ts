/** The app for the tests of one file: started once, and after each test every window must have been free of problems. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { AppWindow } from '../pages/app-window'
import { captureFiles, launchApp, type HostKind, type LaunchedApp, type WindowOptions } from './launch'

export interface WatchedApp {
  /** The app at its start page, in a window of its own. */
  open(options?: WindowOptions): Promise<AppWindow>
  /** With the sample open and drawn. */
  openSample(options?: WindowOptions): Promise<AppWindow>
  /** With the tests' capture dropped on it and drawn. */
  openCapture(options?: WindowOptions): Promise<AppWindow>
}

/** Call once at the top of a file or of a group of tests. Windows are closed and checked after each test. */
export function watchedApp(kind?: HostKind): WatchedApp {
  let app: LaunchedApp
  let windows: AppWindow[] = []

  beforeAll(async () => { app = await launchApp(kind) })
  afterAll(() => app.close())
  afterEach(async () => {
    const problems = windows.flatMap((window) => window.problems())
    for (const window of windows) await window.close()
    windows = []
    expect(problems).toEqual([])
  })

  const open = async (options?: WindowOptions): Promise<AppWindow> => {
    const window = await app.open(options)
    windows.push(window)
    return window
  }
  const drawn = async (window: AppWindow, work: () => Promise<void>): Promise<AppWindow> => {
    await work()
    await window.capture.charts.drawn()
    return window
  }
  return {
    open,
    openSample: async (options) => {
      const window = await open(options)
      return drawn(window, () => window.start.sample.click())
    },
    openCapture: async (options) => {
      const window = await open(options)
      return drawn(window, () => window.drop(captureFiles()))
    }
  }
}
