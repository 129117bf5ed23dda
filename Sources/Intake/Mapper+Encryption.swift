import RouteModel

extension Mapper {
    mutating func mapEncryption() {
        let platform = platformRead()
        if let other = reading.worlds.first(where: \.value.isArchitecture) {
            inferred.append(
                "the reported machine is \(other.value.rawValue): the DMA core is the same on \(configuration.boot.architecture.name), when there is a pool and an IOMMU is not"
            )
        }
        let asked =
            reading.commandLines.compactMap(\.value.memEncrypt).last
            ?? reading.wordedOptions.compactMap(\.value.memEncrypt).last
        var encryption = encryptionRead()
        if encryption?.weight != .said, asked == false, encryption?.encryption == .sme { encryption = nil }
        if encryption == nil, asked == true {
            if platform == .guest {
                inferred.append("mem_encrypt=on does nothing in a guest: SME is for bare metal")
            } else {
                inferred.append("mem_encrypt=on on bare metal: SME is active")
                encryption = EncryptionMention(encryption: .sme, weight: .asked)
            }
        }
        if encryption == nil, platform != .guest,
            reading.remedies.contains(where: { $0.value.helps && $0.value.option == "mem_encrypt=off" })
        {
            inferred.append("SME is active, since mem_encrypt=off helps")
            encryption = EncryptionMention(encryption: .sme, weight: .asked)
        }
        if encryption == nil, let bit = bitOfAddress() {
            inferred.append(
                "an address with bit \(bit) set carries a \(AddressBit.name(.encryptedWhenSet)): memory is encrypted")
            encryption = EncryptionMention(encryption: .sme, weight: .asked)
        }
        if encryption == nil, !reading.bounces.isEmpty || !reading.confidentials.isEmpty {
            let kind: Encryption = platform == .host && !reading.bounces.isEmpty ? .sme : .sev
            assume("which encryption", kind.rawValue, otherwise: [.encryption(kind == .sev ? .sme : .sev)])
            encryption = EncryptionMention(encryption: kind, weight: .asked)
        }
        if encryption == nil, !reading.virtioRefusals.isEmpty {
            inferred.append("only a guest with encrypted memory refuses such a virtio device")
            encryption = EncryptionMention(encryption: .sev, weight: .asked)
        }
        let isGiven = encryption != nil || asked != nil
        if isGiven { rest(.encryption, on: reading.encryptions.map(\.evidence).max() ?? .reporter) }
        settle(encryption?.encryption ?? .none, platform)
        guard let bit = configuration.boot.addressBit else { return }
        if let position = reading.bitPositions.last?.value ?? bitOfAddress() {
            configuration.boot.moveAddressBit(to: min(max(position, 37), 51))
        } else if bit.standsInDMAAddress {
            assume("position of the \(bit.name)", "\(bit.position)", otherwise: [.bitPosition(51)])
        }
    }

    private mutating func settle(_ encryption: Encryption, _ platform: Platform?) {
        switch encryption {
        case .none:
            configuration.boot.platform = platform ?? .guest
            guard reading.encryptions.isEmpty else { return rest(.encryption, on: .reporter) }
            // A kernel that encrypts says so early; a log with its command line would hold it.
            let knows = reading.commandLines.contains { !$0.value.isEmpty } || platform == .guest
            if !knows, !symptom.isRefusal, !reading.vendors.isEmpty,
                reading.vendors.allSatisfy(\.value.encryptsHosts)
            {
                assume("encryption", "none", otherwise: [.encryption(.sme)])
            } else {
                assumed.append(
                    Assumption(
                        fact: "encryption", value: "none, as no line tells of any",
                        others: [.encryption(configuration.boot.platform == .host ? .sme : .sev)], isChoice: false,
                        isUsual: true))
            }
        case .sme:
            if platform == .guest, !isMixed {
                contradictions.append("SME is named, and so is a hypervisor; a kernel finds SME on bare metal alone")
            }
            configuration.boot.platform = .host
            configuration.boot.encryption = .sme
        case .sev, .sevES, .sevSNP:
            if platform == .host {
                contradictions.append("\(encryption.rawValue) protects guests, and bare metal is named too")
            }
            configuration.boot.platform = .guest
            configuration.boot.encryption = .sev
            if encryption != .sev { inferred.append("\(encryption.rawValue) routes as sev, which is emulated here") }
        case .tdx:
            configuration.boot.platform = .guest
            configuration.boot.encryption = .tdx
            inferred.append("tdx is predicted and cannot run here")
        }
    }

    /// What a report speaks of, and no line of it tells whether the machine that fails has it.
    var openAxes: [String] {
        var open: [String] = []
        if reading.isSplit { open.append("IOMMU and command line: the boots that are shown differ") }
        if configuration.boot.encryption == .none, reading.encryptions.isEmpty, !reading.isHostOfGuests,
            let word = reading.namedEncryption
        {
            open.append("encryption: the report speaks of \(word), and no line tells whose it is")
        }
        return open
    }

    private mutating func platformRead() -> Platform? {
        rest(.platform, on: reading.platforms.map(\.evidence).max() ?? .assumed)
        // A host of guests speaks of them.
        if reading.isHostOfGuests { return .host }
        let said = reading.platforms.map(\.value)
        return said.contains(.guest) && said.contains(.host) ? nearest(reading.platforms)?.value : said.last
    }

    /// What is read of it, but for what a host says of its guests.
    private mutating func encryptionRead() -> EncryptionMention? {
        let said = mostCertain()
        guard let said, said.weight == .worded, said.encryption != .sme, reading.isHostOfGuests else { return said }
        inferred.append("\(said.encryption.rawValue) is said of guests of this host")
        return nil
    }

    /// The most certain; of equals the one that says most: SEV-SNP guests name SEV too.
    private mutating func mostCertain() -> EncryptionMention? {
        let most = reading.encryptions.map(\.value.weight).max()
        var best = reading.encryptions.filter { $0.value.weight == most }
        let hosts = best.filter { $0.value.encryption == .sme }
        let guests = best.filter { $0.value.encryption != .sme }
        if let guest = guests.first, let host = hosts.first {
            isMixed = true
            contradictions.append(
                "SME is named (line \(host.line)), and so is \(guest.value.encryption.rawValue) (line \(guest.line))")
            // Of several machines in one mail, that of the line that tells of the fault.
            let faulty = best.filter { mention in
                reading.complaints.contains { $0.line == mention.line && $0.file == mention.file }
            }
            if !faulty.isEmpty { best = faulty }
        }
        let order: [Encryption] = [.sme, .sev, .sevES, .sevSNP, .tdx]
        return best.map(\.value).max {
            (order.firstIndex(of: $0.encryption) ?? 0) < (order.firstIndex(of: $1.encryption) ?? 0)
        }
    }

    /// Bit 47 or 51 of a refused address, if nothing else could have set it.
    func bitOfAddress() -> Int? {
        for overflow in reading.overflows {
            guard let address = overflow.value.address else { continue }
            for bit in [51, 47] where address >> UInt64(bit) == 1 { return bit }
        }
        return nil
    }
}
