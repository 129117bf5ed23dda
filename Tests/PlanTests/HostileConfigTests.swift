import Plan
import RouteModel
import Testing

private let hostile: [(name: String, text: String)] = [
    ("nested lists", String(repeating: "[", count: 60_000)),
    ("nested mappings", String(repeating: "{a: ", count: 20_000)),
    ("nested blocks", String(repeating: "- ", count: 60_000)),
    ("closed nesting", String(repeating: "[", count: 900) + String(repeating: "]", count: 900)),
    ("too long", String(repeating: "# nothing\n", count: 20_000)),
    ("many values", "name: a\nkernels: [" + String(repeating: "a,", count: 60_000) + "]"),
    ("explosion", explosion(levels: 9, width: 9)),
    ("small explosion", explosion(levels: 4, width: 4)),
    ("explosion in a key", explosion(levels: 9, width: 9) + "\n? *x8\n: 1"),
    ("small explosion in a key", explosion(levels: 7, width: 2) + "\n? *x6\n: 1\n? *x5\n: 2"),
    ("an alias of nothing", "name: *x"),
    ("an alias of itself", "name: &x [*x]"),
    ("nothing but a document end", "...\n---\n...\n"),
    ("a directive", "%YAML 9.9\n---\na"),
    ("a tag", "name: !!binary aGk="),
    ("zero bytes", "name: \0\0"),
    ("a merge", "a: &x {b: 1}\n<<: *x"),
    (
        "requests without end",
        small(
            line: 9,
            "  - {kind: map-sg, size: [\(many(4000))], segments: [\(many(4000))], direction: [\(many(4000))]}")
    ),
    (
        "boots without end",
        small(
            line: 4,
            "  cmdline: [\(many(9000))]\n  viommu: [none, intel, amd, virtio]\n  platform: [host, guest]\n  encryption: [none, none]"
        )
    ),
]

/// Configs made to hurt: each must end in an error, soon.
@Test(.timeLimit(.minutes(30)), arguments: hostile)
func aHostileConfigEndsInAnError(name: String, text: String) {
    let error = complaint(text)
    #expect(error?.hasPrefix("c.yaml:") == true, "\(error ?? "accepted")")
    #expect((error?.utf8.count ?? 0) < 1000)
}

private func explosion(levels: Int, width: Int) -> String {
    var lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a]"]
    for level in 1..<levels {
        let items = Array(repeating: "*x\(level - 1)", count: width).joined(separator: ", ")
        lines.append("x\(level): &x\(level) [\(items)]")
    }
    return lines.joined(separator: "\n")
}

/// Different numbers in a list.
private func many(_ count: Int) -> String { (0..<count).map { "x\($0)" }.joined(separator: ",") }

@Test func largeButHonestConfigsWork() throws {
    let cmdlines = (0..<2000).map { "\"swiotlb=\($0)\"" }.joined(separator: ", ")
    #expect(try plan(small(line: 4, "  cmdline: [\(cmdlines)]")).boots.count == 4000)
    #expect(
        complaint(
            small(line: 4, "  cmdline: [\(cmdlines)]\n  viommu: [none, intel, amd, virtio]\n  platform: [host, guest]")
                .replacing("[linux-6.1]", with: "[linux-6.1, linux-7.2, linux-7.3]").replacing(
                    "ram: [1GiB, 5GiB]", with: "ram: [1GiB, 5GiB, 6GiB]"))
            == "c.yaml:2:11: error: kernels and axes make more than 100000 boots\n  hint: split the config")
}

@Test func aliasesWithinBoundsWork() throws {
    let text = """
        name: small
        kernels: &k [linux-6.1]
        devices: [{model: edu, dma-mask: 32}]
        requests: [{kind: map-single}]
        exclude: [{kernel: *k, cmdline: a}]
        axes: {cmdline: [a, b]}
        """
    #expect(try plan(text).boots.map(\.boot.cmdline) == ["b"])
}

@Test func errorsRepeatHostileTextHarmlessly() {
    let error = complaint("\"\u{1b}[31m\u{202e}\(String(repeating: "x", count: 500))\": 1\n")
    #expect(error?.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control } == true)
    #expect(
        complaint("\"\\e[31m\\u202e\": 1")?.hasPrefix("c.yaml:1:1: error: \"\\u{1b}[31m\\u{202e}\" is not a key")
            == true)
}
