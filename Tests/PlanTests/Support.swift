import Plan

let catalogue = Catalogue(kernels: ["linux-6.1", "linux-7.2", "linux-7.3"], policies: ["linux-6.1", "linux-7.3"])

/// A small config that tests change line by line.
let small = """
    name: small
    kernels: [linux-6.1]
    axes:
      viommu: [none, intel]
      ram: [1GiB, 5GiB]
    devices:
      - {name: edu32, model: edu, dma-mask: 32}
    requests:
      - {kind: map-single, size: 4KiB, direction: to-device, place: above-4g}
      - {kind: alloc-coherent}
    """

/// ``small`` with one line, counted from 1, replaced.
func small(line: Int, _ text: String) -> String {
    var lines = small.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[line - 1] = text
    return lines.joined(separator: "\n")
}

func plan(_ text: String) throws -> Plan {
    try Config.parse(text: text, file: "c.yaml").plan(catalogue)
}

/// The error that a config gives, as the user sees it; nil where it gives none.
func complaint(_ text: String) -> String? {
    do throws(ConfigError) {
        _ = try Config.parse(text: text, file: "c.yaml").plan(catalogue)
        return nil
    } catch {
        return error.description
    }
}
