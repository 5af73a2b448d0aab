/** Style sheet of the report: light, dark and print. Kept inside the file, nothing is fetched. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1a1d21;--muted:#5c6570;--rule:#dde1e5;--sunken:#f4f5f6;--better:#00694d;--worse:#9a3b00;--amber:#6b4500;--amber-ground:#fdf0d0}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--ink:#e7eaed;--muted:#9aa4af;--rule:#30363d;--sunken:#1c2025;--better:#4fc9a2;--worse:#f0975c;--amber:#f5cf7d;--amber-ground:#3a2b08}}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px 24px 48px;max-width:1600px;background:var(--ground);color:var(--ink);font:13px/1.35 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
h1{font-size:20px;margin:0 0 4px}h2{font-size:15px;margin:28px 0 8px;border-top:1px solid var(--rule);padding-top:8px}h3{font-size:13px;margin:12px 0 4px}
h3 span,.lead,.note,small{color:var(--muted);font-weight:400}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:3px 10px 3px 0;border-bottom:1px solid var(--rule);text-align:right;vertical-align:top;white-space:nowrap}
th[scope=row],th:first-child,td.text,td.unit{text-align:left}
th{font-weight:500}thead th{color:var(--muted)}td.text{white-space:normal}td.hash{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:11px;word-break:break-all}
td small,th small{display:block;font-size:11px}tr.group th{padding-top:12px;font-weight:700;color:var(--ink)}
.better{color:var(--better)}.worse{color:var(--worse)}
.scroll{overflow-x:auto}
.panels{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(220px,1fr);gap:8px;overflow-x:auto}
figure{margin:0;display:flex;flex-direction:column;justify-content:space-between}figcaption{font-size:12px;color:var(--muted)}figcaption b{display:block;color:var(--ink)}
svg.chart{display:block;width:100%;height:auto;color:var(--ink);background:var(--ground)}
svg text{font-size:9px;fill:var(--muted)}svg .grid,svg .tick{stroke:var(--rule);stroke-width:1;fill:none}svg .bare{fill:none;stroke:var(--muted)}
svg .note-line{stroke:var(--ink);stroke-width:.8;stroke-dasharray:2 2;fill:none}svg .note-span{fill:var(--ink);fill-opacity:.09}svg .note-flag{fill:var(--ink)}svg text.note-number{font-size:7px;font-weight:600;fill:var(--ground)}
svg.chart.wide{max-width:960px}svg.chart.wide text{font-size:11px}table.heat td{min-width:64px;text-align:center;padding:4px 8px}table.heat td small{color:inherit}
.heat-0{background:color-mix(in srgb,#0072b2 4%,var(--ground))}.heat-1{background:color-mix(in srgb,#0072b2 12%,var(--ground))}.heat-2{background:color-mix(in srgb,#0072b2 20%,var(--ground))}.heat-3{background:color-mix(in srgb,#0072b2 28%,var(--ground))}.heat-4{background:color-mix(in srgb,#0072b2 36%,var(--ground))}.heat-5{background:color-mix(in srgb,#0072b2 44%,var(--ground))}.heat-6{background:color-mix(in srgb,#0072b2 52%,var(--ground))}.heat-7{background:color-mix(in srgb,#0072b2 60%,var(--ground))}
svg.defs{position:absolute}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:12px 0 0;padding:0}
.verdict{padding:8px 12px;background:var(--sunken);border-left:4px solid var(--muted)}.verdict.good{border-color:var(--better)}
.verdict.poor,.verdict.none,.verdict.fair{background:var(--amber-ground);color:var(--amber);border-color:currentColor}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:8px 24px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:1px 12px;margin:4px 0}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
@media print{@page{size:A4 landscape;margin:12mm}:root{color-scheme:light;--ground:#fff;--ink:#000;--muted:#444;--rule:#bbb;--sunken:#f4f5f6;--better:#00694d;--worse:#9a3b00;--amber:#6b4500;--amber-ground:#fdf0d0}
body{padding:0;max-width:none;font-size:10px}section.row,section.card,tr{break-inside:avoid}h2,h3{break-after:avoid}.scroll,.panels{overflow:visible}
.panels{grid-auto-columns:minmax(0,1fr)}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
