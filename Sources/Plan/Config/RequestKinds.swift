import RouteModel

/// The kinds of one entry of `requests`, which must agree on what other keys mean to them.
struct RequestKinds {
    let values: [Located<Setting<Request>>]
    let form: Request.Form

    init(_ fields: Fields) throws(ConfigError) {
        let field = Request.kindField
        values = try field.readMany(fields.required(field.key))
        let kinds = values.compactMap { RequestKind(rawValue: $0.value.text) }
        let first = kinds.first ?? .mapSingle
        if let index = kinds.firstIndex(where: { $0.form != first.form }) {
            throw ConfigError(
                values[index].at,
                "\(kinds[index].rawValue) cannot share an entry with \(first.rawValue): they take other keys",
                hint: "write it as a request of its own")
        }
        let isList = kinds.allSatisfy(Request.Form.list.kinds.contains)
        // What only a list must have makes it one.
        let marks = Request.fields.filter { $0.required == [.list] }
        form = isList && marks.contains { fields[$0.key] != nil } ? .list : first.form
        try check(fields, first)
    }

    /// What goes with these kinds.
    func check(_ value: Located<Setting<Request>>) throws(ConfigError) {
        guard let refusal = value.value.refusal(form) else { return }
        throw ConfigError(value.at, refusal.message, hint: refusal.hint)
    }

    private func check(_ fields: Fields, _ kind: RequestKind) throws(ConfigError) {
        if form == .driven {
            if values.count > 1 {
                throw ConfigError(values[1].at, "driver-io stands twice in one entry", hint: "write {kind: driver-io}")
            }
            guard let stray = fields.ordered.first(where: { $0.key.value != Request.kindField.key }) else { return }
            throw ConfigError(
                stray.key.at, "driver-io has no \(stray.key.value): the device's driver decides",
                hint: "write {kind: driver-io}")
        }
        for (key, value) in fields.ordered {
            guard let field = Request.fields.first(where: { $0.key == key.value }), !field.forms.contains(form) else {
                continue
            }
            let refusal = field.stray(kind.rawValue, form)
            throw ConfigError(value.at, refusal.message, hint: refusal.hint)
        }
    }
}
