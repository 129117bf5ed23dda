import RouteModel

extension Mapper {
    mutating func mapDevice() {
        let named = symptom == .failure || symptom == .none ? reading.virtioDevices.last?.value : nil
        if named == true {
            inferred.append("the virtio device demands the DMA API, so that what it maps goes the way of any device")
        }
        if symptom == .virtioRefused || named == false {
            configuration.device = Device(
                name: "virtio-blk0", model: "virtio-blk", dmaMask: 64, iommuPlatform: named ?? false)
            inferred.append("virtio-blk with the kernel's own driver stands in for the virtio device")
            return
        }
        if symptom == .bounceInactive {
            configuration.device.untrusted = true
            rest(.trust, on: reading.symptomEvidence)
        }
        if let overflow = nearest(reading.overflows), let mask = limit(of: overflow.value) {
            rest(.mask, on: overflow.evidence)
            setMask(mask)
            return
        }
        if let bits = take(nearest(reading.masks), for: .mask) {
            setMask(bits)
            return
        }
        let bouncesAll =
            configuration.boot.encryption != .none && configuration.boot.platform == .guest
            || configuration.boot.cmdline.contains("swiotlb=force")
        if symptom.isDirect, !bouncesAll, !configuration.device.untrusted {
            setMask(32)
            assume("DMA mask", "32 bits, since the device bounces", otherwise: [.masks(streaming: 28, coherent: 28)])
        } else {
            let narrow = Change.masks(streaming: 32, coherent: 32)
            let mixed = Change.masks(streaming: 64, coherent: 32)
            if let bit = configuration.boot.addressBit {
                assume(
                    "DMA mask", "64 bits, wider than the \(bit.name)",
                    otherwise: [narrow, .masks(streaming: bit.position, coherent: bit.position), mixed])
            } else {
                assume("DMA mask", "64 bits", otherwise: [narrow])
            }
        }
    }

    private mutating func setMask(_ bits: Int) {
        configuration.device.dmaMask = bits
        configuration.device.coherentMask = bits
    }

    /// Bits below the mask and the bus limit.
    private func limit(of overflow: Overflow) -> Int? {
        guard let mask = overflow.mask else { return nil }
        let bus = overflow.bus ?? 0
        let least = bus == 0 ? mask : mask == 0 ? bus : min(mask, bus)
        let bits = 64 - least.leadingZeroBitCount
        return (1...64).contains(bits) ? bits : nil
    }

    mutating func mapRequest() {
        guard configuration.device.iommuPlatform == nil else {
            configuration.request = Request(kind: .driverIO, size: 64 << 10, direction: .fromDevice, place: nil)
            return
        }
        if symptom == .allocationFails {
            let failed = reading.failedAllocations.last
            let size = failed?.value ?? nil
            if let failed, size != nil { rest(.size, on: failed.evidence) }
            configuration.request = Request(
                kind: .allocCoherent, size: fitting(size ?? 4096, most: 16 << 20), direction: .fromDevice, place: nil)
            if size == nil { assume("size of the allocation", "4096 bytes", otherwise: []) }
            return
        }
        let sizes = reading.full.compactMap(\.value.size) + reading.overflows.compactMap(\.value.size)
        let size = symptom.isTooLarge ? sizes.max() : nearestSize ?? sizes.last
        if size != nil { rest(.size, on: reading.symptomEvidence) }
        configuration.request.size = fitting(size ?? 4096, most: 4 << 20)
        if let size, size > 4 << 20 {
            inferred.append("a buffer of 4 MiB, the page allocator's largest block, stands in for \(size) bytes")
        }
        configuration.request.place = place
        if symptom == .bounceInactive, configuration.request.size.isMultiple(of: 4096) {
            configuration.request.size = 1536
            inferred.append("a buffer of 1536 bytes: only parts of pages are bounced")
        }
    }

    private var nearestSize: UInt64? {
        nearest(reading.full)?.value.size ?? nearest(reading.overflows)?.value.size
    }

    private func fitting(_ size: UInt64, most: UInt64) -> UInt64 {
        let size = min(max(size, 64), most)
        return (size + 63) / 64 * 64
    }

    private var place: Place {
        let hasHigh = configuration.boot.layout.end > RAMLayout.highStart
        let mask = configuration.device.dmaMask
        // A bounce's message names the pool's address, and the buffer was out of reach before that.
        if symptom == .poolOverflow || symptom == .poolOutOfReach {
            return mask < 32 ? .aboveMask : hasHigh ? .above4G : .below4G
        }
        if let overflow = nearest(reading.overflows)?.value, let address = overflow.address.map(physical) {
            let (last, wraps) = address.addingReportingOverflow(max(overflow.size ?? 1, 1) - 1)
            if mask < 32, wraps || last >> UInt64(mask) > 0 { return .aboveMask }
            return address < 1 << 24 ? .below16M : address < Reading.fourGiB ? .below4G : .above4G
        }
        if mask < 32, symptom.isDirect { return .aboveMask }
        let bouncesAll = configuration.boot.encryption != .none || configuration.boot.cmdline.contains("swiotlb=force")
        return hasHigh && !bouncesAll ? .above4G : .below4G
    }
}

extension Symptom {
    var isTooLarge: Bool { if case .tooLarge = self { true } else { false } }
}
