import RouteModel

extension Request {
    /// The forms of an entry of `requests`, whose kinds agree on what other keys mean to them.
    enum Form: CaseIterable {
        /// Of a buffer, which has a place.
        case mapping
        /// The same of a list of buffers.
        case list
        /// Of registers.
        case resource
        /// The kernel chooses the memory, and the caller says whether it may sleep.
        case allocation
        /// As ``allocation``, and it always may.
        case scattered
        /// What a device's own driver does takes no other key.
        case driven

        /// The kinds that it has.
        var kinds: [RequestKind] { RequestKind.allCases.filter { $0.form == self || $0 == .mapSG && self == .list } }

        /// The fields that it takes, in the order in which an entry is multiplied out.
        var fields: [Field<Request>] { Request.sorted(by: \.product).filter { $0.forms.contains(self) } }
    }

    var form: Form { kind == .mapSG && (segments > 1 || cut != .even) ? .list : kind.form }
}

extension RequestKind {
    /// The form of an entry that says nothing of segments.
    var form: Request.Form {
        switch self {
        case .mapSingle, .mapPage, .mapSG: .mapping
        case .mapResource: .resource
        case .allocCoherent, .allocPages: .allocation
        case .allocNoncontiguous: .scattered
        case .driverIO: .driven
        }
    }
}
