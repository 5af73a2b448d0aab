/** Pictures of a chart for other programs. Drawn afresh at a fixed size, so that they do not depend on the window. */
import { init } from 'echarts/core'
import type { ChartOption } from './plot-frame'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

export const PICTURE: PictureSize = { width: 960, height: 420 }

/** SVG text of a chart. Needs no DOM. */
export function chartToSvg(option: ChartOption, size: PictureSize = PICTURE): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption(option)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** PNG of a chart at twice the pixel density. Needs a browser. */
export async function chartToPng(option: ChartOption, size: PictureSize = PICTURE): Promise<Blob> {
  const stage = document.createElement('div')
  stage.style.width = `${size.width}px`
  stage.style.height = `${size.height}px`
  const chart = init(stage, null, { renderer: 'canvas', devicePixelRatio: 2, ...size })
  try {
    chart.setOption(option)
    const canvas = chart.renderToCanvas({ pixelRatio: 2 })
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be drawn')) : resolve(blob)), 'image/png'))
  } finally {
    chart.dispose()
  }
}
