/// A message of no known form that tells of a failure, as it stands in the report.
struct FailureLine: Equatable, Sendable {
    /// Printable ASCII, in small letters, cut.
    var text: String
    var topic: FailureTopic
    /// Number of an error that a driver's start ended with; 0 where none is named.
    var error: UInt64 = 0
    /// Whether it is the report's first line, and no message.
    var isTitle = false

    /// Words of a failure; each stands there as a word of its own.
    private static let words: [StaticString] = [
        "failed", "fail", "fails", "failure", "failing", "error", "errors", "insufficient", "invalid", "unsupported",
        "unset", "warning", "unable", "cannot", "can't", "refused", "denied", "exceeds", "breaks", "broken",
    ]
    private static let phrases: [StaticString] = [
        "not sufficient", "not supported", "covers a smaller", "is not set", "out of range", "too small", "could not",
        "does not work", "doesn't work", "not working", "is 0m @",
    ]
    /// What many healthy machines print as well.
    private static let harmless: [StaticString] = [
        "regulatory", "firmware load", "failed to load firmware", "stale data", "no space for", "failed to assign",
        "can't claim", "can't assign", "bar 13", "bar 7", "bar 14", "bar 15", "bridge window", "bogus alignment",
        "[io ", "acpi", "aspm", "edac", "tpm", "spectre", "apparmor", "audit", "systemd", "overlayfs",
        "x2apic", "perf counter", "performance counter", "usb ", "bluetooth", "thermal", "intel_rapl", "hdaudio",
        "error log", "error report", "aer:", "nouveau: unknown", "callbacks suppressed", "rejected", "mem_encrypt",
        "handling fault status", "corrected error", "config_", "preallocated",
    ]

    /// What a text tells of a failure; nil where it tells of none that has to do with DMA.
    static func of(_ text: ReportText) -> FailureLine? {
        guard text.count > 12, phrases.contains(where: { text.has($0) }) || words.contains(where: { text.hasWord($0) }),
            !harmless.contains(where: { text.has($0) }), let topic = FailureTopic.of(text)
        else { return nil }
        return FailureLine(text: shown(text), topic: topic, error: error(text))
    }

    /// Without the marks around it.
    private static func shown(_ text: ReportText) -> String {
        var bytes = text.bytes.prefix(180)
        while let last = bytes.last, "`\"'!?*".utf8.contains(last) { bytes.removeLast() }
        while let first = bytes.first, "`\"'*#> ".utf8.contains(first) { bytes.removeFirst() }
        return Reading.printable(bytes)
    }

    /// `failed with error -95`, `returned -12`.
    private static func error(_ text: ReportText) -> UInt64 {
        for mark in ["error -", "returned -", "error: -", "failed: -", "err -", "ret -", "ret=-"] as [StaticString] {
            if let at = text.after(mark), let (number, _) = text.decimal(at: at), (1...133).contains(number) {
                return number
            }
        }
        return 0
    }

    /// What a driver means by the number of its error. Source: include/uapi/asm-generic/errno-base.h and errno.h.
    var errorName: String? {
        let names: [UInt64: String] = [
            1: "EPERM, not permitted", 2: "ENOENT, nothing there", 5: "EIO, the device does not answer as it should",
            11: "EAGAIN", 12: "ENOMEM, no memory of the kind that was asked for", 14: "EFAULT", 16: "EBUSY, in use",
            19: "ENODEV, no such device", 22: "EINVAL, a wrong argument", 28: "ENOSPC, no room",
            95: "EOPNOTSUPP, what was asked for is not supported", 110: "ETIMEDOUT, no answer in time",
            517: "EPROBE_DEFER",
        ]
        return names[error]
    }
}

extension Reading {
    private static let mostFailures = 12
    private static let mostOfTopic = 2
    /// Bytes of a message that prose quotes.
    private static let longestQuote = 200

    /// Reads a log's line, or a message that prose quotes, of no form that any other reader knows.
    mutating func readFailure(_ line: Pasted.Line) {
        guard failureLines.count < Self.mostFailures, line.text.count < 1024 else { return }
        let messages = line.isLogShaped ? [line.text] : line.isMachineText ? [] : line.text.quotedMessages
        for message in messages {
            guard let found = FailureLine.of(message), isNew(found),
                line.isLogShaped || found.topic != .other && message.count < Self.longestQuote
            else { continue }
            failureLines.append(line.noted(found))
            isTaken = true
            return
        }
        guard !line.isMachineText, FailureTopic.namedWorld(line.text) != nil else { return }
        let found = line.text.sentences.lazy.compactMap { sentence in
            FailureLine.of(sentence).flatMap { $0.topic.isWorld && !sentence.hasWord("if") ? $0 : nil }
        }.first
        guard let found, found.topic != .width, isNew(found) else { return }
        failureLines.append(line.noted(found))
    }

    private func isNew(_ found: FailureLine) -> Bool {
        !failureLines.contains { $0.value.text == found.text }
            && failureLines.count { $0.value.topic == found.topic } < Self.mostOfTopic
    }

    /// A title that tells of a failure counts where nothing else does.
    mutating func readTitle(_ lines: [Pasted.Line]) {
        guard failureLines.isEmpty, complaints.isEmpty, let first = lines.first(where: { !$0.isMachineText }),
            first.text.count < 160, var found = FailureLine.of(first.text),
            !first.text.hasAny(["?", "how to"]) || found.topic.isWorld
        else { return }
        found.isTitle = true
        failureLines.append(first.noted(found))
    }

    /// The one that tells most; nil where there is none.
    var leadingFailure: FailureLine? {
        FailureTopic.allCases.lazy.compactMap { topic in failureLines.first { $0.value.topic == topic }?.value }.first
    }
}

extension Pasted.Line {
    /// Whether it has the shape of a log's line: a time, or a driver's or a function's name, stands before it.
    var isLogShaped: Bool {
        if stamped { return true }
        guard let colon = text.find(": "), colon < 64 else { return false }
        let head = text.upTo(colon).words.map(\.bytes)
        guard (1...2).contains(head.count), let last = head.last, let first = head.first else { return false }
        let isName = first.allSatisfy { ReportText.isName($0) || "-.:()".utf8.contains($0) }
        let isNumbered = last.contains { ReportText.isDigit($0) || $0 == UInt8(ascii: "_") }
        return isName && (isNumbered || head.count == 1 && Self.units.contains(String(decoding: first, as: UTF8.self)))
    }

    /// Names before messages that hold no digit.
    private static let units: Set<String> = ["dmar", "amd-vi", "iommu", "nvrm", "vfio", "pci", "swiotlb", "nvidia"]
}

extension ReportText {
    /// The sentences that stand on the line.
    fileprivate var sentences: [ReportText] {
        var found: [ReportText] = []
        var start = 0
        for index in bytes.indices
        where ".?!;".utf8.contains(bytes[index]) && self[index + 1].map({ $0 == 32 }) ?? true {
            found.append(ReportText(Array(bytes[start...index])))
            start = index + 1
        }
        return start < bytes.count ? found + [from(start)] : found
    }

    /// What stands between quotes or marks of code on a line.
    var quotedMessages: [ReportText] {
        var messages: [ReportText] = []
        for mark in [UInt8(ascii: "\""), UInt8(ascii: "`")] {
            let parts = bytes.split(separator: mark, omittingEmptySubsequences: false)
            guard parts.count > 2, parts.count < 32 else { continue }
            for index in stride(from: 1, to: parts.count - 1, by: 2) {
                let part = ReportText(Array(parts[index]))
                if part.words.count > 2 { messages.append(part) }
            }
        }
        return messages
    }
}
