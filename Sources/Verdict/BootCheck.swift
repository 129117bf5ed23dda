public import Evidence
import GuestProtocol
public import RouteModel

/// Holds the facts that a policy predicts of a boot against those that the guest shows.
///
/// A predicted fact that differs makes every cell that rests on it fail: those of the device for its masks and its
/// group, all of the boot otherwise.
public struct BootCheck {
    /// Policy whose predicted facts are held against those of the guest.
    public let policy: Policy
    private let boot: Boot
    private let devices: [Device]
    private let possibleCPUs: Int
    private let expected: Expectations

    public init(policy: Policy, boot: Boot, devices: [Device], possibleCPUs: Int = 1) {
        self.possibleCPUs = possibleCPUs
        self.policy = policy
        self.boot = boot
        self.devices = devices
        expected = policy.expectations(for: boot, devices: devices, possibleCPUs: possibleCPUs)
    }

    /// What differs for the whole boot; nothing where the facts are cut, since what is cut off does not
    /// differ.
    ///
    /// - Parameters:
    ///   - pool: what the kernel's log says of its place.
    ///   - kernel: what its own memory says, read from outside, is the kernel side.
    public func mismatches(_ facts: GuestFacts, pool: ClosedRange<UInt64>?, kernel: KernelState) -> [Reason] {
        guard facts.areWhole else { return [] }
        var found = compare("active memory encryption", \.encryptionActive, kernel.encryption, ==)
        if facts.tellsOfPool { found += compare("the pool's existence", \.poolExists, facts.poolSlots != nil, ==) }
        if let slots = facts.poolSlots { found += compare("the pool's size in bytes", \.poolBytes, slots &* 2048, ==) }
        if let areas = kernel.pool.state?.areas, facts.poolSlots != nil {
            found += compare("the pool's areas", \.poolAreas, areas, ==)
        }
        if let pool {
            found += compare("the pool's place", \.poolPlace, pool) { place, seen in
                place.contains(seen.lowerBound) && place.contains(seen.upperBound)
            }
        }
        return found + compare("an IOMMU's presence", \.iommuPresent, !facts.iommus.isEmpty, ==)
    }

    /// What differs for a device that its own driver drives.
    public func mismatches(_ facts: GuestFacts, driven device: Device, at slot: String) -> [Reason] {
        guard facts.areWhole else { return [] }
        let type = policy.expectations(for: boot, devices: [device]).groupTypes.first
        return compare("the IOMMU group's type", { _ in type }, facts.groupTypes[slot], ==)
    }

    /// What differs for one device.
    public func mismatches(_ facts: GuestFacts, setUp: ProbeRecord.SetUp?, device index: Int) -> [Reason] {
        guard facts.areWhole, let setUp, setUp.slots.indices.contains(index) else { return [] }
        var found: [Reason] = []
        if expected.groupTypes.indices.contains(index) {
            found += compare("the IOMMU group's type", \.groupTypes[index], facts.groupTypes[setUp.slots[index]], ==)
        }
        guard expected.masks.indices.contains(index),
            let report = setUp.reports.first(where: { Int($0.device) == index })
        else { return found }
        found += compare("acceptance of the streaming mask", \.masks[index].streaming, report.dmaMask == 0, ==)
        found += compare("acceptance of the coherent mask", \.masks[index].coherent, report.coherentMask == 0, ==)
        let slot = setUp.slots[index]
        if report.bind == 0, report.dmaMask == 0 {
            found += compare("the streaming mask's bits in sysfs", devices[index].dmaMask, facts.streamingBits[slot])
        }
        if report.bind == 0, report.coherentMask == 0 {
            found += compare("the coherent mask's bits in sysfs", devices[index].coherentMask, facts.coherentBits[slot])
        }
        if report.bind == 0, report.dmaMask == 0, report.coherentMask == 0 {
            found += controlMismatch(report.controlAddress, of: devices[index])
        }
        // Where a mask was refused, an earlier one decides.
        if let size = report.maxMapping, report.dmaMask == 0, report.coherentMask == 0 {
            found += compare("dma_max_mapping_size()", \.masks[index].maxMappingSize, size, ==)
        }
        return found
    }

    /// That the buffer by which the probe loads a device lies beyond the device's masks: then the device cannot be loaded, and none of
    /// its requests be asked. It is allocated or, where that gives nothing that the device could read, mapped.
    private func controlMismatch(_ address: UInt64, of device: Device) -> [Reason] {
        let limit = Device.mask(max(device.dmaMask, device.coherentMask))
        let top = address.addingReportingOverflow(Self.controlBytes - 1)
        guard address != 0, top.overflow || top.partialValue > limit else { return [] }
        let told =
            "the kernel gives the device's control buffer the address \(hex(address)), beyond its masks (\(hex(limit)))"
        return [.side(.guest, .told(told))]
    }

    /// Four slots of a page (images/probe/control.c).
    private static let controlBytes: UInt64 = 4 * 4096

    /// What differs in the number of mappings that a request was to find held.
    public static func heldMismatch(_ seen: UInt64?, _ predicted: ClosedRange<UInt64>?, of request: Request) -> [Reason]
    {
        guard let seen, let predicted, !predicted.contains(seen) else { return [] }
        let due =
            predicted.lowerBound == predicted.upperBound
            ? "\(predicted.lowerBound)" : "\(predicted.lowerBound) to \(predicted.upperBound)"
        return [
            .side(.guest, .told("the kernel makes \(seen) of \(request.held) mappings to be held; predicted is \(due)"))
        ]
    }

    /// What differs in the area of the pool that a call on a CPU of its own was served from.
    /// - Parameter copy: physical address of the call's copy.
    public static func areaMismatch(_ copy: UInt64?, _ pool: PoolState?, _ predicted: Expected<UInt64>?) -> [Reason] {
        guard let copy, let seen = pool?.area(of: copy), let predicted, seen != predicted.value else { return [] }
        let rules = predicted.because.rules.filter { $0.id.hasPrefix("swiotlb/area") }
        return [
            .side(
                .guest,
                .told("the copy at \(hex(copy)) lies in area \(seen) of the pool; predicted is \(predicted.value)"))
        ] + rules.map { Reason($0) }
    }

    /// What differs in the pool's own word for its memory, which only some releases have. It concerns those who are served
    /// from the pool.
    public func labelMismatches(_ facts: GuestFacts, kernel: KernelState) -> [Reason] {
        guard facts.areWhole, let state = kernel.pool.state, state.slots > 0 else { return [] }
        let rule = policy.rules.first { $0.id == "swiotlb/pool-label" }
        switch (rule, state.ccShared) {
        case (nil, nil): return []
        case (nil, _?):
            let other = Policy.releases.lazy.compactMap { release in
                release.rules.first { $0.id == "swiotlb/pool-label" }.map { (release, $0) }
            }.first
            return [.side(.kernel, .told("the pool's state has a label cc_shared, predicted is none"))]
                + (other.map { release, rule in
                    [.note("\(policy.name) holds no rule for one; \(release.name) does: \(rule.says) (\(rule.cite))")]
                } ?? [])
        case (let rule?, nil):
            return [
                .side(.kernel, .told("the pool's state has no label cc_shared, predicted is one")), Reason(rule),
            ]
        case (_?, let seen?): return compare("the pool's label cc_shared", \.poolShared, seen, ==, side: .kernel)
        }
    }

    /// What differs in what the probe itself has set, so that no rule stands behind it.
    private func compare(_ what: String, _ set: Int, _ seen: Int?) -> [Reason] {
        guard let seen, seen != set else { return [] }
        return [.side(.guest, .fact(what, seen: "\(seen)", predicted: "\(set)"))]
    }

    private func compare<Value>(
        _ what: String, _ fact: (Expectations) -> Expected<Value>?, _ seen: Value, _ fits: (Value, Value) -> Bool,
        side: SideName = .guest
    ) -> [Reason] {
        guard let predicted = fact(expected), !fits(predicted.value, seen) else { return [] }
        let rules = predicted.because.rules
        let suspects = rules.filter { rule in
            let other = policy.negating(rule.id)?
                .expectations(for: boot, devices: devices, possibleCPUs: possibleCPUs)
            return other.flatMap(fact).map { fits($0.value, seen) } ?? false
        }
        let told = suspects.isEmpty ? rules.map { Reason($0) } : suspects.map { Reason($0, opposite: .predicts) }
        return [.side(side, .fact(what, seen: text(seen), predicted: text(predicted.value)))] + told
    }

    private func text<Value>(_ value: Value) -> String {
        switch value {
        case let range as ClosedRange<UInt64>:
            "\(hex(range.lowerBound))-\(hex(range.upperBound))"
        case let size as UInt64 where size == .max: "no limit"
        case let name as String?: name ?? "none"
        default: "\(value)"
        }
    }
}
