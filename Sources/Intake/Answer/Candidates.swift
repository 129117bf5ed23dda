import RouteModel

extension AnswerChooser {
    /// Something that could help, before it is predicted.
    struct Candidate {
        var attempt: String
        /// As a claim would name it.
        var options: [String]
        var cost: String
        var configuration: Configuration
    }

    /// What the report says that helps first, then the cheapest.
    var candidates: [Candidate] {
        let all = claimed + withoutOptions + withOptions + ofThePool + ofTheDevice
        return all.enumerated().filter { index, candidate in
            !all[..<index].contains { $0.attempt == candidate.attempt || $0.configuration == candidate.configuration }
        }.map(\.element)
    }

    private var claimed: [Candidate] {
        mapper.reading.claims.map(\.value).filter { $0.polarity == .helps }.compactMap { claim in
            if claim.subject == .iommu(on: false), mapper.configuration.boot.viommu != .none {
                return Candidate(
                    attempt: "switch the IOMMU off in firmware's set-up", options: [claim.text],
                    cost: cost(with: "iommu=off"), configuration: changed(by: claim))
            }
            guard claim.subject == .option else { return nil }
            return Candidate(
                attempt: "boot " + (claim.isRemoval ? "" : "with ") + claim.text, options: [claim.text],
                cost: claim.isRemoval ? cost(without: claim.option) : cost(with: claim.option),
                configuration: changed(by: claim))
        }
    }

    private var withoutOptions: [Candidate] {
        let cell = mapper.configuration
        return cell.boot.cmdline.split(separator: " ").map(String.init).compactMap { option in
            // A pool's size is no remedy, and what stands in for a cause is not on the reported command line.
            guard !(option.hasPrefix("swiotlb=") && option.dropFirst(8).first?.isNumber == true),
                !mapper.standInOptions.contains(option)
            else { return nil }
            let less = cell.with(.cmdline(Configuration.options(cell.boot.cmdline) { $0 == option }))
            let isAssumed = mapper.isAssumed.contains { $0.hasPrefix(option + " is on the command line") }
            return Candidate(
                attempt: "boot without \(option)" + (isAssumed ? ", should it be there" : ""),
                options: ["without " + option], cost: cost(without: option), configuration: less)
        }
    }

    private var withOptions: [Candidate] {
        let cell = mapper.configuration
        func adding(_ option: String) -> Candidate {
            Candidate(
                attempt: "boot with \(option)", options: [option], cost: cost(with: option),
                configuration: cell.replacing(option))
        }
        var candidates = cell.boot.viommu == .none ? [] : ["iommu=nopt", "iommu=pt"].map(adding)
        if cell.boot.encryption == .sme {
            candidates.append(
                Candidate(
                    attempt: "boot with mem_encrypt=off", options: ["mem_encrypt=off", "without mem_encrypt=on"],
                    cost: cost(with: "mem_encrypt=off"), configuration: cell.with(.encryption(.none))))
        }
        return candidates.filter { candidate in
            !candidate.options.contains { cell.boot.cmdline.split(separator: " ").contains(Substring($0)) }
        }
    }

    private var ofTheDevice: [Candidate] {
        let cell = mapper.configuration
        var candidates: [Candidate] = []
        if mapper.symptom.isTooLarge {
            var smaller = cell
            smaller.request.size = 128 << 10
            candidates.append(
                Candidate(
                    attempt:
                        "ask the driver for pieces of 256 KiB at most (dma_max_mapping_size(), or its own limit on sectors or segments)",
                    options: [], cost: "a change of the driver or of its parameter", configuration: smaller))
        }
        if cell.device.iommuPlatform == false {
            var demanding = cell
            demanding.device.iommuPlatform = true
            candidates.append(
                Candidate(
                    attempt: "start QEMU with iommu_platform=on,disable-legacy=on for the virtio device", options: [],
                    cost: "none", configuration: demanding))
        }
        if cell.device.untrusted {
            var inside = cell
            inside.device.untrusted = false
            candidates.append(
                Candidate(
                    attempt: "another slot, one that firmware does not call external", options: [],
                    cost: "the device is moved", configuration: inside))
        }
        let isBus = mapper.reading.overflows.contains(where: \.value.isLimitedByBus)
        if cell.boot.encryption == .none, cell.device.dmaMask < 64, !isBus {
            let wide = cell.with(.masks(streaming: 64, coherent: 64))
            candidates.append(
                Candidate(
                    attempt: "a driver that sets a mask of 64 bits, if the device can", options: [],
                    cost: "a change of the driver", configuration: wide))
        }
        return candidates
    }
}
