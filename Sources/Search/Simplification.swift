import Plan
import RouteModel

/// A candidate that differs from another in one value, which is the usual one or nearer to it.
public struct Simplification: Sendable {
    /// What was changed, as in `without the option iommu=pt`.
    public var says: String
    public var candidate: Candidate

    init(_ candidate: Candidate, _ says: String, _ change: (inout Candidate) -> Void) {
        var changed = candidate
        change(&changed)
        self.candidate = changed
        self.says = says
    }
}

/// What a reduction makes smaller, in the order in which it tries.
public enum Dimension: CaseIterable, Sendable {
    case beside, encryption, platform, viommu, commandLine, memory, processor, device, request

    /// Amounts of RAM, the smallest first.
    static let memories: [UInt64] = [512 << 20, 1 << 30, 2 << 30, 5 << 30]

    /// The boldest first. Each is strictly simpler, so that trying ends.
    public func simplifications(of candidate: Candidate) -> [Simplification] {
        switch self {
        case .beside:
            Simplified.all(of: candidate.beside).map { kept, gone in
                Simplification(candidate, "without \(gone) of the requests beside it") { $0.beside = kept }
            }
        case .encryption:
            candidate.boot.encryption == .none
                ? []
                : [
                    Simplification(candidate, "without memory encryption") {
                        $0.boot.encryption = .none
                        $0.boot.askedMeans = nil
                        $0.boot.cBit = 47
                    }
                ]
        case .platform:
            candidate.boot.platform == .guest
                ? [] : [Simplification(candidate, "as a guest") { $0.boot.platform = .guest }]
        case .viommu:
            candidate.boot.viommu == .none
                ? []
                : [
                    Simplification(candidate, "without a vIOMMU") {
                        $0.boot.viommu = .none
                        $0.boot.passThrough = nil
                    }
                ]
        case .commandLine: commandLine(candidate)
        case .memory: memory(candidate)
        case .processor: processor(candidate)
        case .device: device(candidate)
        case .request: request(candidate)
        }
    }

    private func commandLine(_ candidate: Candidate) -> [Simplification] {
        let words = candidate.boot.cmdline.split(separator: " ").map(String.init)
        return Simplified.all(of: words).map { kept, _ in
            var left = kept[...]
            let gone = words.filter { word in
                guard left.first == word else { return true }
                left = left.dropFirst()
                return false
            }
            return Simplification(candidate, "without \(gone.joined(separator: " "))") {
                $0.boot.cmdline = kept.joined(separator: " ")
            }
        }
    }

    private func memory(_ candidate: Candidate) -> [Simplification] {
        let smaller = Self.memories.filter { $0 < candidate.boot.ram }.map { ram in
            Simplification(candidate, "with \(ram >> 20) MiB of RAM") { $0.boot.ram = ram }
        }
        guard candidate.boot.maxmem != nil else { return smaller }
        return [Simplification(candidate, "with no RAM to be plugged in") { $0.boot.maxmem = nil }] + smaller
    }

    private func processor(_ candidate: Candidate) -> [Simplification] {
        var found: [Simplification] = []
        if candidate.boot.emulator != nil {
            found.append(Simplification(candidate, "with the installed QEMU") { $0.boot.emulator = nil })
        }
        if candidate.boot.passThrough != nil {
            found.append(
                Simplification(candidate, "with pass-through in the vIOMMU") { $0.boot.passThrough = nil })
        }
        if candidate.boot.microcode != nil {
            found.append(Simplification(candidate, "with the usual microcode") { $0.boot.microcode = nil })
        }
        if candidate.boot.cBit != 47 { found.append(Simplification(candidate, "with C-bit 47") { $0.boot.cBit = 47 }) }
        return found
    }
}
