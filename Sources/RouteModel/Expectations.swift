/// A fact of a boot that the model predicts, with the rules that led there.
public struct Expected<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What the policy predicts.
    public let value: Value
    /// The rules that the prediction rests on, in the order in which they are consulted.
    public let because: Chain
}

/// Whether the kernel takes a device's masks; a refusal of either leaves the device without driver.
public struct MaskExpectation: Hashable, Sendable {
    /// Whether `dma_set_mask()` takes the device's streaming mask.
    public let streaming: Expected<Bool>
    /// Whether `dma_set_coherent_mask()` takes the device's coherent mask.
    public let coherent: Expected<Bool>
    /// Bytes that `dma_max_mapping_size()` gives once the masks are set; `UInt64.max` where there is no limit.
    public let maxMappingSize: Expected<UInt64>
}

/// Facts of a boot that are predicted before it; nil where the policy does not speak about it.
public struct Expectations: Hashable, Sendable {
    /// Whether the kernel builds a SWIOTLB pool.
    public let poolExists: Expected<Bool>?
    /// Bytes; nil also where there is no pool.
    public let poolBytes: Expected<UInt64>?
    /// Parts of the pool that have a lock of their own; nil also where there is no pool.
    public let poolAreas: Expected<UInt64>?
    /// The pool lies somewhere in here; nil also where there is no pool.
    public let poolPlace: Expected<ClosedRange<UInt64>>?
    /// Whether the pool is labelled `cc_shared`; nil also where there is no pool, or where the release has no label.
    public let poolShared: Expected<Bool>?
    /// Whether every streaming mapping of the direct path is bounced, as the pool itself says.
    public let bouncesAll: Expected<Bool>?
    /// Whether the kernel sets up an IOMMU, so that `/sys/class/iommu` has an entry.
    public let iommuPresent: Expected<Bool>?
    /// `/sys/kernel/iommu_groups/*/type`, one for each device asked about: `identity`, `DMA`, `DMA-FQ`; the value is nil
    /// where it has no group. Empty where the policy does not speak about the boot.
    public let groupTypes: [Expected<String?>]
    /// What the kernel says behind `Memory Encryption Features active: `; the value is nil where it says nothing.
    public let encryptionActive: Expected<String?>?
    /// One for each device asked about, in their order; empty where the policy does not speak about the boot.
    public let masks: [MaskExpectation]
}

extension Policy {
    /// The predicted facts of a boot.
    /// - Parameters:
    ///   - devices: whose masks and groups are asked about.
    ///   - possibleCPUs: the machine's possible processors.
    public func expectations(for boot: Boot, devices: [Device] = [], possibleCPUs: Int = 1) -> Expectations {
        expectations(for: Machine(boot, possibleCPUs: possibleCPUs), devices: devices)
    }

    func expectations(for machine: Machine, devices: [Device]) -> Expectations {
        func expected<Value>(
            of device: Device = Device(name: "", dmaMask: 32), _ ask: (inout Walk) -> Value?
        ) -> Expected<Value>? {
            var walk = walk(machine, device)
            guard walk.modelsBoot(), let value = ask(&walk) else { return nil }
            return Expected(value: value, because: walk.chain)
        }
        return Expectations(
            poolExists: expected { $0.poolExists() && !$0.modelsPool() ? nil : $0.situation[.poolExists] },
            poolBytes: expected { $0.poolBytesIfAny() },
            poolAreas: expected { $0.poolAreasIfAny() },
            poolPlace: expected { $0.poolRangeIfAny() },
            poolShared: expected { $0.poolLabelIfAny() },
            bouncesAll: expected { $0.forcesBounce() },
            iommuPresent: expected { $0.iommuPresent() },
            groupTypes: devices.compactMap { expected(of: $0) { Optional($0.groupType()) } },
            encryptionActive: expected { Optional($0.encryptionActive()) },
            masks: devices.compactMap { masks(of: $0, machine) })
    }

    private func masks(of device: Device, _ machine: Machine) -> MaskExpectation? {
        func expected(_ slot: Slot) -> Expected<Bool>? {
            var walk = walk(machine, device)
            guard walk.modelsBoot(), walk.passes(.modelledRequest) else { return nil }
            _ = walk.translates()
            let accepted = walk.ask(slot)
            return Expected(value: accepted, because: walk.chain)
        }
        guard let streaming = expected(.streamingMask), let coherent = expected(.coherentMask) else { return nil }
        var told = walk(machine, device)
        let size = Expected(value: told.maxMappingSize(), because: told.chain)
        return MaskExpectation(streaming: streaming, coherent: coherent, maxMappingSize: size)
    }

    /// As the masks' facts have it, without the others.
    func toldSize(of device: Device, _ machine: Machine) -> UInt64? {
        var asked = walk(machine, device)
        guard asked.modelsBoot(), asked.passes(.modelledRequest) else { return nil }
        var told = walk(machine, device)
        return told.maxMappingSize()
    }

    private func walk(_ machine: Machine, _ device: Device) -> Walk {
        let request = Request(kind: .allocCoherent, size: 4096, direction: .toDevice, place: nil)
        return Walk(self, machine, device, request, Facts())
    }
}

extension Walk {
    fileprivate mutating func poolBytesIfAny() -> UInt64? {
        guard poolExists(), modelsPool() else { return nil }
        poolSize()
        return situation.found.poolBytes
    }

    fileprivate mutating func poolAreasIfAny() -> UInt64? {
        guard poolBytesIfAny() != nil else { return nil }
        poolAreas()
        return situation.found.poolAreas
    }

    fileprivate mutating func poolRangeIfAny() -> ClosedRange<UInt64>? {
        guard poolExists(), modelsPool() else { return nil }
        poolPlace()
        guard situation.found.lowEnd > situation.found.poolFloor else { return nil }
        return situation.found.poolFloor...(situation.found.lowEnd - 1)
    }

    fileprivate mutating func poolLabelIfAny() -> Bool? {
        guard holds(.poolLabel), poolExists(), modelsPool() else { return nil }
        return encrypts() && ask(.poolLabel)
    }

    fileprivate mutating func maxMappingSize() -> UInt64 {
        if !translates() {
            _ = poolExists()
            _ = forcesBounce()
            _ = forcesUnencrypted()
        }
        return measure(.maxMappingSize)
    }

    fileprivate mutating func encryptionActive() -> String? { encrypts() ? situation.encryption.announced : nil }
}
