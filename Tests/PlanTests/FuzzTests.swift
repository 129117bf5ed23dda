import Plan
import TestSupport
import Testing

@testable import RouteModel

/// Random damage to a good config: always a plan or an error with a place, never a crash.
@Test(arguments: 0..<8)
func damagedConfigsNeverCrash(seed: UInt64) throws {
    var chance = SplitMix64(seed)
    let whole = Array(try packageFile("harness-configs/quick.yaml").unicodeScalars)
    let odd: [Unicode.Scalar] = [
        "[", "]", "{", "}", ":", ",", "-", "&", "*", "!", "|", ">", "\"", "'", "#", "%", "?", "~", "\n", " ", "\t", "0",
        "9", "é", "\u{0}", "\u{85}", "\u{feff}", "\u{1f600}",
    ]
    var plans = 0
    for _ in 0..<60 {
        var text = whole
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
            let at = Int.random(in: 0..<text.count, using: &chance)
            let end = min(text.count, at + Int.random(in: 1...12, using: &chance))
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: text.removeSubrange(at..<end)
            case 1: text.insert(odd.randomElement(using: &chance) ?? " ", at: at)
            case 2: text[at] = odd.randomElement(using: &chance) ?? " "
            case 3: text.insert(contentsOf: text[at..<end], at: Int.random(in: 0..<text.count, using: &chance))
            default: text.removeLast(text.count - max(1, at))
            }
        }
        var changed = String.UnicodeScalarView()
        changed.append(contentsOf: text)
        if let error = complaint(String(changed)) {
            #expect(error.prefixMatch(of: /c\.yaml:[1-9][0-9]*:[1-9][0-9]*: error: ./) != nil, "\(error)")
        } else {
            plans += 1
        }
    }
    #expect(plans < 60)
}

/// The same for filters and flags.
@Test func damagedFiltersAndFlagsNeverCrash() throws {
    var chance = SplitMix64(7)
    let plan = try plan(small)
    let letters = Array(
        "kernel=linux-6.1,viommu!=intel|none,\"cmdline=*a*\"edu,dma-mask=32é\u{0}99999999999999999999|,,==**\"\""
            .unicodeScalars)
    for _ in 0..<3000 {
        var text = ""
        for _ in 0..<Int.random(in: 0...24, using: &chance) {
            let at = Int.random(in: 0..<letters.count, using: &chance)
            text.unicodeScalars.append(
                contentsOf: letters[at..<min(letters.count, at + Int.random(in: 1...8, using: &chance))])
        }
        do throws(ConfigError) { _ = try plan.filtered(by: Filter(text)) } catch { #expect(error.column >= 1) }
        var flags = Flags()
        flags.kernel = ["linux-6.1"]
        flags.axes["ram"] = [text]
        flags.device = [text]
        flags.request = [text]
        do throws(ConfigError) { _ = try Config(flags: flags).plan(catalogue) } catch { #expect(error.line == 1) }
    }
}
