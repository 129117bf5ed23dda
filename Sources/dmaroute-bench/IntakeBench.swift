import Foundation

/// Reads reports of 50 MB: a long log, and what means no good.
struct IntakeBench {
    let places: Places

    private static let size = 50_000_000

    /// One way in which a report can be large, from a line and its number.
    private struct Kind: Sendable {
        var name: String
        var line: @Sendable (Int) -> String
    }

    private static let log = Kind(name: "a kernel's log") { number in
        switch number % 8 {
        case 0:
            "[\(number / 100).\(number % 100)0000] usb 1-\(number % 9): new high-speed USB device number \(number)\n"
        case 1: "[\(number / 100).\(number % 100)0000] foo 0000:01:00.0: swiotlb buffer is full (sz: \(number) bytes)\n"
        case 2: "[\(number / 100).\(number % 100)0000] DMAR: DRHD: handling fault status reg \(number % 9)\n"
        case 3:
            "[\(number / 100).\(number % 100)0000] audit: type=1400 audit(\(number)): apparmor denied, host \(number)\n"
        default: "[\(number / 100).\(number % 100)0000] EXT4-fs (sda\(number % 7)): re-mounted, errors \(number)\n"
        }
    }

    private static let hostile = [
        Kind(name: "one line") { _ in "swiotlb buffer is full " },
        Kind(name: "NULs") { _ in "\0" },
        Kind(name: "nesting") { _ in "> > [ ( < \" iommu=pt dma (\n" },
        Kind(name: "boots") { number in
            "Linux version 6.\(number % 20).\(number)\nCommand line: ro iommu=pt a=\(number)\n"
        },
        Kind(name: "numbers") { number in
            "x\(number) 0000:01:00.0: DMA addr 0x\(String(repeating: "9", count: 400))+\(number) overflow (mask\n"
        },
        Kind(name: "sentences") { number in
            "\(word(number)) I tried iommu=pt, and it fails; without swiotlb=force \(word(number / 7)) it works\n"
        },
        Kind(name: "soft breaks") { _ in "content-transfer-encoding: quoted-printable iommu=3dpt =\n" },
        Kind(name: "shapes") { number in "dma \(word(number / 60))\n" },
        Kind(name: "tags") { number in "<pre><b>dma</b>&amp;&#105;ommu=pt \(word(number))<br>\n" },
    ]

    /// A word of letters, another for each number.
    private static func word(_ number: Int) -> String {
        String(decoding: String(number).utf8.map { $0 + 55 }, as: UTF8.self)
    }

    func figures() throws -> [Figure] {
        let path = FileManager.default.temporaryDirectory.appending(path: "dmaroute-bench-report-\(getpid()).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try measure(Self.log, path)
        let used = try Self.hostile.map { (kind: $0, used: try measure($0, path)) }
        let over = "50 MB of \(Self.log.name)"
        var figures = [
            Figure("reading a report", log.seconds, "s", ceiling: 10, over: over),
            Figure("reading a report, peak memory", Double(log.peakBytes) / 1e6, "MB", ceiling: 300, over: over),
        ]
        if let slowest = used.max(by: { $0.used.seconds < $1.used.seconds }),
            let largest = used.max(by: { $0.used.peakBytes < $1.used.peakBytes })
        {
            figures += [
                Figure(
                    "reading a hostile report", slowest.used.seconds, "s", ceiling: 10,
                    over: "50 MB of \(slowest.kind.name), the slowest of \(used.count) kinds"),
                Figure(
                    "reading a hostile report, peak memory", Double(largest.used.peakBytes) / 1e6, "MB", ceiling: 300,
                    over: "50 MB of \(largest.kind.name), the largest of \(used.count) kinds"),
            ]
        }
        return figures
    }

    private func measure(_ kind: Kind, _ path: String) throws -> MeasuredChild {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size + 1000)
        var number = 0
        while bytes.count < Self.size {
            bytes += kind.line(number).utf8
            number += 1
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let command = [places.command, "reproduce", "--predict-only", "--format", "json", path]
        return try MeasuredChild(["/bin/sh", "-c", "exec \"$@\" > /dev/null", "sh"] + command)
    }
}
