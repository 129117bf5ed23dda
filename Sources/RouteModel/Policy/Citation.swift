/// Where a rule was read: places in the source by ranges of releases, or one text that no release is part of.
///
/// A release outside of every range has no place, and never another release's.
struct Citation: Sendable {
    private struct Place {
        let file: String
        /// nil for the first release there is.
        let from: Release?
        /// nil for every later release.
        let through: Release?
    }

    private var places: [Place] = []
    private var elsewhere: String?

    /// What stands outside of the kernel's source, such as a mail or QEMU.
    static func elsewhere(_ text: String) -> Citation {
        var citation = Citation()
        citation.elsewhere = text
        return citation
    }

    /// The same, and from a release on another place.
    func then(_ place: String, from first: Release, through last: Release? = nil) -> Citation {
        adding(Place(file: place, from: first, through: last))
    }

    fileprivate static func source(_ place: String, _ first: Release?, _ last: Release?) -> Citation {
        Citation().adding(Place(file: place, from: first, through: last))
    }

    private func adding(_ place: Place) -> Citation {
        var longer = self
        longer.places.append(place)
        return longer
    }

    /// `release:file:function`; nil where the release was not read there.
    subscript(release: Release) -> String? {
        if let elsewhere { return elsewhere }
        guard let place = places.last(where: { place in place.from.map { $0 <= release } ?? true }),
            place.through.map({ release <= $0 }) ?? true
        else { return nil }
        return "\(release.name):\(place.file)"
    }
}

/// A place `file:function` in the source of every release, or of those in a range. A range without end holds for the
/// releases to come, whose compositions take the rule over.
func cite(_ place: String, from first: Release? = nil, through last: Release? = nil) -> Citation {
    .source(place, first, last)
}
