/// `mem_encrypt=` as a host with SME finds it, by scanners of its own that know neither quotes nor `--`.
struct EncryptionOption: Hashable, Sendable {
    /// Whether a host that is told `mem_encrypt=on` and then these options keeps SME on, by the last of them.
    var staysOnByLast = true
    /// The same, by the first of them.
    var staysOnByFirst = true

    init() {}

    init(_ bytes: [UInt8]) {
        staysOnByLast = Self.lastSaysOn(bytes)
        staysOnByFirst = !Self.finds("mem_encrypt=off", bytes)
    }

    /// 6.1 arch/x86/lib/cmdline.c:__cmdline_find_option, as sme_enable() asks it: the last value stands, and it must be
    /// `on` to the letter.
    private static func lastSaysOn(_ bytes: [UInt8]) -> Bool {
        let words = bytes.prefix { $0 != 0 }.split { isSpace($0) }
        guard let last = words.last(where: { Text.starts($0, with: "mem_encrypt=") }) else { return true }
        return Text.equals(last, "mem_encrypt=on")
    }

    /// arch/x86/boot/cmdline.c:__cmdline_find_option_bool, as the decompressor's parse_mem_encrypt() asks it from 6.12 on:
    /// the first `off` must stand before the first `on`, which is never so. A space where the option goes on is taken for
    /// a letter of the word, so that the word behind it is passed over.
    private static func finds(_ option: StaticString, _ bytes: [UInt8]) -> Bool {
        enum State {
            case start
            case comparing(Int)
            case skipping
        }
        let wanted = option.bytes
        var state = State.start
        for byte in bytes.prefix(while: { $0 != 0 }) {
            if case .start = state, !isSpace(byte) { state = .comparing(0) }
            switch state {
            case .start: continue
            case .comparing(wanted.count): if isSpace(byte) { return true } else { state = .skipping }
            case .comparing(let index): state = byte == wanted[index] ? .comparing(index + 1) : .skipping
            case .skipping: if isSpace(byte) { state = .start }
            }
        }
        if case .comparing(wanted.count) = state { return true }
        return false
    }

    /// `myisspace()` of either file.
    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 32 }
}
