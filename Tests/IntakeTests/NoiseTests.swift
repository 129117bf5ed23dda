import RouteModel
import Testing

@testable import Intake

/// What stands around a report's lines does not change its answer.
struct NoiseTests {
    /// Ways in which a report comes.
    enum Dress: String, CaseIterable, CustomTestStringConvertible {
        case quoted, quotedTwice, crlf, coloured, indented, journal, level, noise, between, trailing, html

        var testDescription: String { rawValue }

        func put(on lines: [String]) -> [String] {
            switch self {
            case .quoted: lines.map { "> " + $0 }
            case .quotedTwice: lines.map { "> > " + $0 }
            case .crlf: lines.map { $0 + "\r" }
            case .coloured: lines.map { "\u{1b}[32m" + $0 + "\u{1b}[0m" }
            case .indented: lines.map { "\t    " + $0 }
            case .journal: lines.map { $0.hasPrefix("[") ? "Jun 13 10:11:12 host-1 kernel: " + $0 : $0 }
            case .level: lines.map { $0.hasPrefix("[") ? "<6>" + $0 : $0 }
            case .noise: Self.noisy(lines)
            case .between: lines.flatMap { Self.noisy([$0]) }
            case .trailing: lines.map { $0 + "   " }
            case .html: lines.map { Self.escaped($0) + "<br>" }
            }
        }

        /// Lines that say nothing of DMA, between those that no wrapping can join.
        private static func noisy(_ lines: [String]) -> [String] {
            let noise = [
                "[    1.234567] usb 1-1: new high-speed USB device number 2 using xhci_hcd",
                "[    2.345678] EXT4-fs (sda1): mounted filesystem with ordered data mode",
                "[    3.456789] Bluetooth: BNEP socket layer initialized",
            ]
            return noise + lines + noise
        }

        private static func escaped(_ line: String) -> String {
            line.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        }
    }

    /// Reports that some dress does change: what is joined across lines may have nothing in between, and what has its own
    /// encoding has one already.
    private static let bound: [String: Set<Dress>] = [
        "no-viommu": [.between], "wrapped-mail": [.between], "sev-qemu-line": [.between], "pt-32bit-host": [.between],
        "html-crlf": [.html], "claim-wrapped": [.between],
        "fact-old-two-lines": [.between], "full-for-no-reason": [.between], "cmdline-continued": [.between],
        "tracker-steps": [.between], "advice-soft-in-a-patch": [.between], "fault-reason-of-xen": [.between],
        "quoted-printable": [.quoted, .quotedTwice, .indented, .between, .trailing, .crlf, .html, .coloured],
        "hostile": [.html],
        "claim-block-bold": [.between], "claim-block-heading": [.between], "claim-block-tried": [.between],
        "claim-list-resolution": [.between], "claim-list-tested": [.between],
        "claim-list-hedged": [.between], "claim-list-hedged-tested": [.between],
    ]

    @Test(arguments: Dress.allCases) func dressDoesNotChangeTheAnswer(_ dress: Dress) throws {
        for name in Reports.names where !Self.bound[name, default: []].contains(dress) {
            let text = String(decoding: try Reports.bytes(name), as: UTF8.self)
            let plain = try Reports.answer(named: name)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let dressed = Reports.answer(dress.put(on: lines).joined(separator: "\n"))
            #expect(dressed.gist == plain.gist, "\(name)")
        }
    }

    @Test func timesDoNotChangeTheAnswerNorDoNone() throws {
        for name in Reports.names {
            let text = String(decoding: try Reports.bytes(name), as: UTF8.self)
            guard text.contains("\n[    ") || text.hasPrefix("[    ") else { continue }
            let bare = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                guard line.hasPrefix("["), let close = line.firstIndex(of: "]"), line[..<close].contains(".") else {
                    return String(line)
                }
                return String(line[line.index(after: close)...].drop { $0 == " " })
            }
            #expect(
                Reports.answer(bare.joined(separator: "\n")).gist == (try Reports.answer(named: name)).gist, "\(name)")
        }
    }

    @Test func aMailProgramsWrappingLosesNothing() throws {
        for name in ["no-pool", "pool-exhausted", "nvme-noforce-6.8", "bus-limit"] {
            let text = String(decoding: try Reports.bytes(name), as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let wrapped = lines.flatMap { line in
                line.hasPrefix("[") ? Self.wrap(String(line), at: 76) : [String(line)]
            }.joined(separator: "\n")
            #expect(Reports.answer(wrapped).gist == Reports.answer(text).gist, "\(name)")
        }
    }

    private static func wrap(_ line: String, at width: Int) -> [String] {
        var lines = [""]
        for word in line.split(separator: " ", omittingEmptySubsequences: false) {
            let last = lines[lines.count - 1]
            if !last.isEmpty, last.count + 1 + word.count > width {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] =
                    lines.count == 1 && last.isEmpty && !line.hasPrefix(" ") ? String(word) : last + " " + word
            }
        }
        return lines
    }
}
