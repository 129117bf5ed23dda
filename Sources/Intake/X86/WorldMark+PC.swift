extension WorldMark {
    /// Whether a line is of a PC: true where only its kernel prints that, false where it is named; nil where it tells nothing.
    ///
    /// Source: arch/x86/kernel/dumpstack.c, e820.c.
    static func isPC(_ line: Pasted.Line) -> Bool? {
        let text = line.text
        let isNamed = text.hasAny(["x86_64", "x86-64", "amd64"])
        let isBanner = text.starts("linux ") && text.has(" #")
        if line.isMachineText, text.hasAny(["rip: 0010:", "bios-e820", "x86/"]) || isNamed && isBanner { return true }
        return isNamed ? false : nil
    }
}
