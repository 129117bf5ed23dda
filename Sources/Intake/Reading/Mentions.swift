import RouteModel

enum Vendor: String, Sendable {
    case amd, intel

    /// The IOMMU of its processors.
    var iommu: VIOMMU {
        switch self {
        case .amd: .amd
        case .intel: .intel
        }
    }

    /// Where the graphics of its processors are on the bus; nil where that differs from one to the next.
    var placeOfGraphics: String? {
        switch self {
        case .amd: nil
        case .intel: "00:02.0"
        }
    }

    /// Whether its processors encrypt the memory of hosts.
    var encryptsHosts: Bool {
        switch self {
        case .amd: true
        case .intel: false
        }
    }
}

/// How much a statement about encryption is worth.
enum Weight: Int, Comparable, Sendable {
    /// In somebody's own words.
    case worded
    /// Asked for on a command line.
    case asked
    /// By the kernel or by the machine's definition.
    case said

    static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
}

struct EncryptionMention: Equatable, Sendable {
    var encryption: Encryption
    var weight: Weight
}
