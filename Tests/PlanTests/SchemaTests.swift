import Foundation
import Plan
import TestSupport
import Testing
import Yams

@testable import RouteModel

/// A config of every key, from which others are made by changing one word.
private let full = """
    name: full
    kernels: [linux-6.1, linux-7.3]
    axes:
      platform: [host, guest]
      encryption: [none, sme]
      means: [emulated, hardware]
      viommu: none
      pass-through: [on, off]
      cmdline: ["", "iommu=pt swiotlb=force"]
      ram: [1GiB, 5GiB, 536870912]
      maxmem: [16GiB, 34359738368]
      emulator: [installed, qemu-11]
      microcode: "0x08001204"
      c-bit: [47, 51]
    c-bit: 47
    devices:
      - {name: edu32, model: edu, dma-mask: 32}
      - {model: edu, dma-mask: 64, coherent-mask: 32}
      - {model: virtio-blk, iommu-platform: off}
      - {name: disk, model: nvme}
      - {model: edu, dma-mask: 48, untrusted: on, t-state: off, hotplug: on}
      - {model: edu, dma-mask: 48, beside-viommu: on}
    requests:
      - {kind: map-single, size: 4096, direction: from-device, place: above-4g}
      - {kind: [map-page, map-sg], size: [512, 64KiB], direction: [to-device], place: [below-16m, above-mask]}
      - {kind: map-sg, size: 8KiB, segments: [1, 2]}
      - {kind: alloc-coherent, size: 4096, gfp: [kernel, atomic]}
      - {kind: map-page, address: physical}
      - {kind: map-single, attributes: [cc-shared, require-coherent]}
      - {kind: map-resource, size: 4096, attributes: cc-shared}
      - {kind: map-sg, size: 10KiB, segments: 4, cut: [even, growing], place: mixed, direction: bidirectional}
      - {kind: [map-single, map-page], held: [0, 256], earlier-mask: [24, 32], cpu: [0, 7]}
      - {kind: [map-single, map-page], sync: [at-ends, whole, half], moved: while-mapped, offset: [0, 512, 4032]}
      - {kind: map-single, direction: to-device, moved: after-unmap}
      - {kind: alloc-coherent, attributes: force-contiguous}
      - {kind: alloc-pages, gfp: atomic}
      - {kind: [alloc-noncontiguous], size: 8MiB}
      - {kind: driver-io}
    exclude: [{platform: guest, encryption: sme}, {kernel: linux-6.1, device: edu32, dma-mask: 32, segments: 2}]
    include: [{kernel: linux-7.3, platform: host, encryption: sme, viommu: amd, cmdline: "iommu=pt", ram: 8GiB, device: edu32, kind: map-page}]
    isolation: shared
    policy: own
    """

/// Words put in the place of others: borders of numbers and sizes, other types, other keys, odd text.
private let words = [
    "0", "1", "14", "16", "17", "36", "37", "51", "52", "64", "65", "63", "100", "4096", "4194304", "4194368",
    "16777216", "16777280", "1e3",
    "0x40",
    "-1", "4.0", "99999999999999999999", "268435456", "268435455", "68719476736", "64KiB", "4KB", "0KiB", "04KiB",
    "4096KiB",
    "4097KiB", "4MiB", "5MiB",
    "16384KiB", "16385KiB", "9999KiB", "10000KiB", "15999KiB", "16299KiB", "16MiB", "17MiB",
    "1GiB", "64GiB", "65GiB", "255MiB", "256MiB", "65536MiB", "65537MiB", "262144KiB",
    "262145KiB",
    "\"4096\"", "true", "null", "~", "\"\"", "\"iommu=pt\"", "\"a -- b\"", "\"--\"", "\"a--b -- \"",
    "\"x=\\\"a -- b\\\"\"",
    "\"x=\\\"a\"", "\"a\\tb\"", "\"a\\n\"", "é", "linux-6.1", "linux-6", "linux-6.1.2", "linux-123456.7890",
    "linux-12345.6789", "7.3.4-a_B+c@0123456789abcdef", "7.3@0123456789abcdeg", "@0123456789abcdef",
    "a@b@0123456789abcdef",
    "linux-.1", "Linux-6.1", "edu", "nvme", "Edu", "edu-1", "1edu", "[]", "{}", "[1]", "[[1]]",
    "[edu]",
    "[linux-6.1]", "none", "intel", "[none, none]", "host", "sme", "map-sg", "[map-sg]", "alloc-coherent",
    "[map-sg, map-page]",
    "[alloc-coherent, alloc-coherent]", "to-device", "below-4g", "[below-4g]", "own", "linux-7.3-x", "Own", "snapshot",
    "boot", "auto",
    "virtio-blk", "virtio-rng", "e1000",
    "driver-io", "[driver-io]", "[driver-io, driver-io]", "iommu-platform", "on", "off", "gfp", "atomic",
    "map-resource", "alloc-pages", "alloc-noncontiguous", "[map-resource, map-sg]", "[alloc-pages, alloc-coherent]",
    "attributes", "cc-shared", "force-contiguous", "mixed", "cut", "even", "growing", "held", "earlier-mask", "cpu",
    "sync", "offset",
    "skipped", "whole", "half", "at-ends", "moved", "after-unmap", "backwards", "while-mapped",
    "cpus", "0", "7", "8", "65536",
    "65537", "bidirectional", "32", "33", "mmio", "cc-shared+require-coherent", "cc-shared+mmio", "untrusted",
    "t-state", "hotplug", "beside-viommu",
    "address", "physical", "mapped", "maxmem", "emulator", "qemu-10", "means", "hardware",
    "pass-through", "microcode", "c-bit", "\"0x08001204\"", "0x08001204", "\"0x\"",
    "\"0x123456789\"", "\"0xFF\"", "511MiB", "512MiB", "1024GiB", "1025GiB", "1048576MiB", "1048577MiB", "536870911",
    "name", "kernels", "axes", "size", "segments", "place", "kind", "dma-mask", "coherent-mask", "model", "ram",
    "cmdline",
    "device", "kernel", "policy", "include", "exclude", "isolation", "unknown", "a_b.c-d", "-a", "a b",
]

/// Whether the decoder takes the text; that YAML itself cannot be read is nobody's opinion on configs.
private func decodes(_ text: String) -> Bool { (try? Config.parse(text: text, file: "c.yaml")) != nil }

/// Pieces of the full config: words, and what stands between them.
private func pieces() -> [(text: String, isWord: Bool)] {
    var pieces: [(text: String, isWord: Bool)] = []
    for character in full {
        let isWord = character.isLetter || character.isNumber || character == "-" && pieces.last?.isWord == true
        if let last = pieces.last, last.isWord == isWord {
            pieces[pieces.count - 1].text.append(character)
        } else {
            pieces.append((String(character), isWord))
        }
    }
    return pieces
}

/// The lines in which a config differs from the full one.
private func changes(_ text: String) -> String {
    let lines = Set(full.split(separator: "\n"))
    return text.split(separator: "\n").filter { !lines.contains($0) }.joined(separator: "\n")
}

/// With DMAROUTE_WRITE_SCHEMA in the environment the file is written anew.
@Test func theSchemaIsCurrent() throws {
    if ProcessInfo.processInfo.environment["DMAROUTE_WRITE_SCHEMA"] != nil {
        try ConfigSchema.text.write(to: packageURL(ConfigSchema.file), atomically: true, encoding: .utf8)
    }
    #expect(try packageFile(ConfigSchema.file) == ConfigSchema.text, "write it anew: CONTRIBUTING.md says how")
}

@Test func schemaAndDecoderAgree() throws {
    let schema = try JSONSchema(JSONValue(json: packageFile(ConfigSchema.file)))
    var seen = (taken: 0, refused: 0)
    func compare(_ text: String) throws {
        guard let node = try? Yams.compose(yaml: text, .basic) else { return }
        let decoded = decodes(text)
        let accepted = try schema.accepts(JSONValue(yaml: node))
        #expect(accepted == decoded, "\(changes(text))")
        if decoded { seen.taken += 1 } else { seen.refused += 1 }
    }
    try compare(full)
    #expect(seen == (1, 0))
    try compare(packageFile("harness-configs/quick.yaml"))
    let parts = pieces()
    // A tenth of all changes, the same in every run, is found out in seconds.
    var chance = SplitMix64(1)
    for index in parts.indices where parts[index].isWord {
        for word in words where chance.next().isMultiple(of: 10) {
            var changed = parts
            changed[index].text = word
            try compare(changed.map(\.text).joined())
        }
    }
    // Lines left out: keys missing that may or must be there.
    let lines = full.split(separator: "\n").map(String.init)
    for index in lines.indices {
        var fewer = lines
        fewer.remove(at: index)
        try compare(fewer.joined(separator: "\n"))
    }
    #expect(seen.taken > 50 && seen.refused > 600, "\(seen)")
}

/// The comparison above is worth what the checker can refuse.
@Test(arguments: [
    ("""
    {"type": "object", "required": ["a"], "additionalProperties": false, "properties": {"a": {"$ref": "#/$defs/n"}},
     "$defs": {"n": {"oneOf": [{"type": "integer", "minimum": 2, "multipleOf": 2}, {"type": "string", "pattern": "^x$"}]}}}
    """)
])
func theCheckerRefuses(text: String) throws {
    let schema = try JSONSchema(JSONValue(json: text))
    for good in ["{\"a\": 2}", "{\"a\": \"x\"}"] { #expect(try schema.accepts(JSONValue(json: good))) }
    for bad in [
        "{}", "[]", "{\"a\": 1}", "{\"a\": 3}", "{\"a\": \"xy\"}", "{\"a\": \"x\\n\"}", "{\"a\": 2, \"b\": 1}",
        "{\"a\": [2]}",
    ] {
        #expect(try !schema.accepts(JSONValue(json: bad)), "\(bad)")
    }
    #expect(throws: JSONSchema.Unusable.self) { try JSONSchema(JSONValue(json: "{\"anyOf\": []}")) }
}
