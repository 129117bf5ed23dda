/// A kernel release as its rules are cited.
struct Release: Hashable, Comparable, Sendable {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    static let v61 = Release(6, 1)
    static let v612 = Release(6, 12)
    static let v618 = Release(6, 18)
    static let v72 = Release(7, 2)
    static let v73 = Release(7, 3)

    /// As a citation begins.
    var name: String { "\(major).\(minor)" }

    static func < (left: Release, right: Release) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
