extension Reading {
    /// What is said to help, and changes whether or how an IOMMU works for the device.
    var routingRemedies: [Claim] {
        // What the failing boot has, by its own line, helps something else.
        let given = commandLines.flatMap(\.value.options)
        return claims.map(\.value).filter { claim in
            guard claim.polarity == .helps, claim.isRemoval || !given.contains(claim.option) else { return false }
            return switch claim.subject {
            case .iommu, .identity: true
            case .option:
                claim.option.contains("iommu")
                    && !["strict", "forcedac", "fullflush", "nobypass"].contains { claim.option.contains($0) }
            case .largerPool, .atomicPool, .sentence: false
            }
        }
    }

    /// Whether the report says that more slots did not help.
    var deniesLargerPool: Bool {
        claims.contains { noted in
            let claim = noted.value
            guard claim.polarity == .noHelp, !claim.isRemoval else { return false }
            return claim.subject == .largerPool
                || claim.option.hasPrefix("swiotlb=") && claim.option.dropFirst(8).first?.isNumber == true
        }
    }
}
