extension HistoryPage {
    /// The same colours as the page of a run.
    static let style = """
        :root {
          color-scheme: light dark;
          --ground: light-dark(#fdfdfc, #16181b); --raised: light-dark(#f1f1ee, #202327);
          --ink: light-dark(#1c1e21, #e3e5e8); --faint: light-dark(#5c6168, #9aa1aa); --line: light-dark(#d5d6d2, #383d44);
          --link: light-dark(#0b57a4, #7db7f2);
          --PASS: light-dark(#cfe8d5, #1f4a2e); --FAIL: light-dark(#f3b5ae, #8c2a22); --MISS: light-dark(#f6dfa4, #6b5312);
          --XFAIL: light-dark(#ddd0f0, #4a3a6b); --SKIP: light-dark(#e4e5e6, #33373c); --ERROR: light-dark(#f4bddb, #7c2459);
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 84rem; padding: 1rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
        header p { margin: .15rem 0; } nav { display: flex; flex-wrap: wrap; gap: 1rem; }
        a { color: var(--link); } .faint { color: var(--faint); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9rem; }
        th { text-align: left; font-weight: 500; color: var(--faint); }
        td, th { padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        .nights td { white-space: nowrap; } .nights td:nth-child(3) { white-space: normal; min-width: 14rem; }
        ol > li { margin: 0 0 1.2rem; } li table { margin-top: .3rem; }
        code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; overflow-wrap: anywhere; }
        .status, .mark { display: inline-block; padding: 0 .4em; border-radius: .2em; font-weight: 600; font-size: .85em; white-space: nowrap; }
        .PASS { background: var(--PASS); fill: var(--PASS); } .FAIL { background: var(--FAIL); fill: var(--FAIL); }
        .MISS { background: var(--MISS); fill: var(--MISS); } .XFAIL { background: var(--XFAIL); fill: var(--XFAIL); }
        .SKIP { background: var(--SKIP); fill: var(--SKIP); } .ERROR { background: var(--ERROR); fill: var(--ERROR); }
        .new { background: var(--FAIL); } .gone { background: var(--PASS); } .here { background: var(--MISS); } .unseen { background: var(--SKIP); }
        .time { fill: var(--faint); }
        svg { vertical-align: -.1em; border-radius: .15em; }
        """
}
