/// Finds in one pass whether a line holds any word that a reader looks for; large reports are mostly lines that hold none.
///
/// An automaton after Aho and Corasick: each byte is looked at once, however many words there are.
struct Keywords: Sendable {
    static let shared = Keywords([
        "swiotlb", "iommu", "dma", "overflow", "fault", "amd-vi", "encrypt", "sme", "sev", "tdx", "snp", "xen",
        "linux ",
        "kernel", "command line", "cmdline", "bootargs", "boot_image", "-append", "e820", "memory", "memtotal", "mem:",
        " ram", "qemu",
        "hypervisor", "kvm", "guest", "bare", "host", "mask", "bounce", "thunderbolt", "untrusted", "external",
        "arm", "aarch", "ppc", "power", "s390", "riscv", "risc-v", "mips", "vfio", "virtio", "sw-iommu", "tlb",
        "tainted",
        "epyc", "xeon", "ryzen", "intel(r)", "genuine", "authentic", "coherent", "pool", "dmi:", "config_", "cbitpos",
        "launchsecurity", "fail", "hang", "boots", "works", "broken", "bad:", "good", "panic", "crash", "timeout",
        "timed out",
        "iova", "i686", "i586", "-pae", "mapping start", "invalid sizes", "domu", "pcifront", "kdump", "crash",
        "elfcorehdr", "gart", "cma",
        "imx", "i.mx", "tegra", "jetson",
        "graviton", "bcm27",
        "rk35", "orange pi", "aperture",
        "out of",
        "reset", "vt-d", "directed i/o", "-m ", "<memory", "without", "uname", "version", "quoted-printable", "=3d",
    ])

    /// For each state and byte the next state.
    private let next: [UInt16]
    private let ends: [Bool]

    private init(_ words: [String]) {
        var next: [[UInt16]] = [Array(repeating: 0, count: 256)]
        var ends = [false]
        for word in words {
            var state = 0
            for byte in word.utf8 {
                if next[state][Int(byte)] == 0 {
                    next.append(Array(repeating: 0, count: 256))
                    ends.append(false)
                    next[state][Int(byte)] = UInt16(next.count - 1)
                }
                state = Int(next[state][Int(byte)])
            }
            ends[state] = true
        }
        Self.join(&next, &ends)
        // Capital letters go where small ones go.
        for state in next.indices {
            for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { next[state][Int(byte)] = next[state][Int(byte + 32)] }
        }
        self.next = next.flatMap { $0 }
        self.ends = ends
    }

    /// Where no word goes on, its longest end that begins another word does.
    private static func join(_ next: inout [[UInt16]], _ ends: inout [Bool]) {
        var fallback = Array(repeating: 0, count: next.count)
        var queue = next[0].filter { $0 != 0 }.map(Int.init)
        var index = 0
        while index < queue.count {
            let state = queue[index]
            index += 1
            if ends[fallback[state]] { ends[state] = true }
            for byte in 0..<256 {
                let target = Int(next[state][byte])
                let other = Int(next[fallback[state]][byte])
                if target == 0 {
                    next[state][byte] = UInt16(other)
                } else {
                    fallback[target] = other
                    queue.append(target)
                }
            }
        }
    }

    func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var state = 0
            for byte in bytes {
                state = Int(next[state << 8 | Int(byte)])
                if ends[state] { return true }
            }
            return false
        }
    }
}

/// Leaves out of a large report what says nothing, or says again what was said.
struct LineSieve {
    /// Bytes from which on a report is large.
    static let large = 1 << 20
    /// Lines of one shape that are read: a fault repeats itself for hours.
    static let ofOneShape = 64

    /// Shapes that are told apart: no log of a machine has so many.
    static let mostShapes = 1 << 16

    /// Lines that are read at most.
    static let most = 1 << 16

    private var kept = 0
    private var counts: [Int: Int] = [:]
    /// Whether lines were left out that had a shape of their own.
    private(set) var isFull = false

    mutating func keeps(_ raw: ArraySlice<UInt8>) -> Bool {
        guard Keywords.shared.matches(raw) else { return false }
        let shape = Self.shape(raw)
        let count = counts[shape, default: 0]
        guard count < Self.ofOneShape else { return false }
        guard count > 0 || counts.count < Self.mostShapes, kept < Self.most else {
            isFull = true
            return false
        }
        kept += 1
        counts[shape] = count + 1
        return true
    }

    /// A number for a line's letters alone: times, addresses and counts differ from one to the next. A boot's first
    /// lines hold many letters of their own, and are never left out for others.
    private static func shape(_ raw: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in raw where byte > 57 || byte < 48 {
            // Letters of hexadecimal numbers differ as digits do.
            guard !(97...102).contains(byte) else { continue }
            hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        return Int(truncatingIfNeeded: hash)
    }
}
