import RouteModel

/// A part of the configuration that a prediction rests on.
enum Axis: String, CaseIterable, Sendable {
    case architecture, kernel, platform, encryption
    case iommu = "IOMMU"
    case commandLine = "command line"
    case ram = "RAM"
    case pool = "size of the pool"
    case mask = "DMA mask"
    case trust = "trust in the device"
    case size = "size of the request"
}

extension Mapper {
    /// Takes a fact for a part of the configuration, with what vouches for it: there is no other way for one to count as
    /// given.
    mutating func take<Value>(_ fact: Noted<Value>?, for axis: Axis) -> Value? {
        guard let fact else { return nil }
        rest(axis, on: fact.evidence)
        return fact.value
    }

    /// Says what vouches for a part of the configuration, as what is inferred from other facts.
    mutating func rest(_ axis: Axis, on evidence: Evidence) {
        basis[axis] = max(basis[axis] ?? .assumed, evidence)
    }

    /// Every part of the configuration that nobody gave is told as assumed, whether or not a reader thought of it.
    mutating func tellDefaults() {
        rest(.architecture, on: reading.evidenceOfArchitecture)
        let pools = reading.full.filter { $0.value.total != nil }.map(\.evidence)
        let printed = reading.pools.map(\.evidence) + reading.poolRanges.map(\.evidence)
        let isAsked = configuration.boot.cmdline.contains("swiotlb=")
        if let known = (pools + printed + (isAsked ? [.reporter] : [])).max() { rest(.pool, on: known) }
        for axis in Axis.allCases where !isSettled(axis) {
            let isTold = basis[axis] == .hearsay && reported?.isInferred != true
            assumed.append(
                Assumption(
                    fact: axis.rawValue, value: value(of: axis) + (isTold ? ", as somebody else says" : ""),
                    others: others(than: axis), isChoice: false, isUsual: true))
        }
    }

    /// Whether something vouches for it, or what is assumed of it is told already.
    private func isSettled(_ axis: Axis) -> Bool {
        let names = [axis.rawValue, "which \(axis.rawValue)"] + (axis == .size ? ["size of the allocation"] : [])
        return (basis[axis] ?? .assumed) > .hearsay || assumed.contains { names.contains($0.fact) }
    }

    private func value(of axis: Axis) -> String {
        let (boot, device, request) = (configuration.boot, configuration.device, configuration.request)
        return switch axis {
        case .architecture: World.pc.rawValue
        case .kernel: boot.kernel + (reported?.isInferred == true ? ", by the age of the distribution" : "")
        case .platform: boot.platform.rawValue
        case .encryption: boot.encryption.rawValue
        case .iommu: boot.viommu.rawValue
        case .commandLine: boot.cmdline.isEmpty ? "no option that decides routing" : boot.cmdline
        case .ram: "\(boot.ram >> 20) MiB"
        case .pool: "the usual one (64 MiB; in a guest with encrypted memory 6 % of RAM)"
        case .mask: "\(device.dmaMask) bits"
        case .trust: device.untrusted ? "none" : "as for any device inside the machine"
        case .size: "\(request.size) bytes"
        }
    }

    private func others(than axis: Axis) -> [Change] {
        switch axis {
        case .platform where configuration.boot.encryption == .none:
            [.platform(configuration.boot.platform == .host ? .guest : .host)]
        default: []
        }
    }
}
