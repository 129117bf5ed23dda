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

    /// The cheapest first.
    var candidates: [Candidate] { withoutOptions + withOptions + ofTheDevice }

    private var withoutOptions: [Candidate] {
        let cell = mapper.configuration
        return cell.boot.cmdline.split(separator: " ").map(String.init).compactMap { option in
            // What is assumed to be there can be taken away all the same; a pool's size is no remedy.
            guard !(option.hasPrefix("swiotlb=") && option.dropFirst(8).first?.isNumber == true) else { return nil }
            let less = cell.with(.cmdline(Configuration.options(cell.boot.cmdline) { $0 == option }))
            return Candidate(
                attempt: "boot without \(option)", options: ["without " + option], cost: cost(without: option),
                configuration: less)
        }
    }

    private func cost(without option: String) -> String {
        switch option {
        case "iommu=off": "none: the pool comes back, and an IOMMU where there is one"
        case "swiotlb=noforce": "64 MiB of memory for the pool"
        case "swiotlb=force": "none"
        case "iommu=pt", "iommu.passthrough=1": "translation costs some speed, and protects from stray DMA"
        default: "what the option was set for"
        }
    }

    private var withOptions: [Candidate] {
        let cell = mapper.configuration
        func adding(_ option: String, _ cost: String) -> Candidate {
            Candidate(
                attempt: "boot with \(option)", options: [option], cost: cost, configuration: cell.replacing(option))
        }
        var candidates: [Candidate] = []
        if case .exhausted = mapper.symptom {
            let slots = max(nearestTotal * 4, 65536)
            var larger = cell.replacing("swiotlb=\(slots)")
            if cell.boot.cmdline.contains("force") { larger = cell.replacing("swiotlb=\(slots),force") }
            candidates.append(
                Candidate(
                    attempt: "a larger pool: boot with swiotlb=\(slots)", options: ["swiotlb=\(slots)"],
                    cost: "\(slots / 512) MiB of memory below 4 GiB, for good", configuration: larger))
        }
        // It only brings the pool back, which going without the option that took it does too.
        if mapper.reading.claims.contains(where: { $0.value.polarity == .helps && $0.value.text == "iommu=soft" }) {
            candidates.append(adding("iommu=soft", "64 MiB of memory for the pool"))
        }
        if cell.boot.viommu != .none {
            candidates.append(adding("iommu=nopt", "translation costs some speed, and protects from stray DMA"))
            candidates.append(adding("iommu=pt", "devices reach all memory: the IOMMU no longer protects it"))
        }
        if cell.boot.encryption == .sme {
            candidates.append(
                Candidate(
                    attempt: "boot with mem_encrypt=off", options: ["mem_encrypt=off", "without mem_encrypt=on"],
                    cost: "memory is no longer encrypted", configuration: cell.with(.encryption(.none))))
        }
        return candidates.filter { candidate in
            !candidate.options.contains { cell.boot.cmdline.split(separator: " ").contains(Substring($0)) }
        }
    }

    private var nearestTotal: UInt64 {
        min(mapper.nearest(mapper.reading.full)?.value.total ?? 32768, 1 << 20)
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
        if cell.boot.encryption == .none, cell.device.dmaMask < 64 {
            let wide = cell.with(.masks(streaming: 64, coherent: 64))
            candidates.append(
                Candidate(
                    attempt: "a driver that sets a mask of 64 bits, if the device can", options: [],
                    cost: "a change of the driver", configuration: wide))
        }
        return candidates
    }
}
