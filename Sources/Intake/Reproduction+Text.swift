import RouteModel

extension ReproductionRecord {
    /// The answer in words: what it is first, then what it rests on.
    public var text: String {
        var lines = ["\(reproduction.answer.rawValue)   \(reproduction.cause)"]
        if cut {
            lines.append(field("unread", "the report is longer than \(Pasted.most >> 20) MiB; the rest was left"))
        }
        if let symptom = reproduction.symptom { lines.append(field("symptom", symptom)) }
        lines += section(
            "read",
            reproduction.read.map { fact, file, line in
                let place = files.count > 1 && files.indices.contains(file) ? "\(files[file]):\(line)" : "line \(line)"
                return "\(place)  \(fact)"
            })
        lines += section("contradicts", reproduction.contradictions)
        lines += section("inferred", reproduction.inferred)
        lines += section(
            "assumed",
            reproduction.assumed.flatMap { assumption in
                ["\(assumption.fact): \(assumption.value)   " + (assumption.matters ? "matters" : "does not matter")]
                    + assumption.otherwise.map { "  were it \($0)" }
            })
        lines += section("missing", reproduction.missing)
        if let configuration = reproduction.configuration { lines += cellLines(configuration) }
        lines += section(
            "policies",
            reproduction.policies.map { name, shows in
                "\(name)  " + (shows.map { $0 ? "shows the symptom" : "does not show it" } ?? "makes no prediction")
            })
        return lines.joined(separator: "\n")
    }

    private func cellLines(_ configuration: Configuration) -> [String] {
        let (boot, device, request) = (configuration.boot, configuration.device, configuration.request)
        let encryption = boot.addressBit.map { "  \(boot.encryption.rawValue), \($0.text)" } ?? ""
        let options = boot.cmdline.isEmpty ? "no options" : boot.cmdline
        let masks = device.dmaMask == device.coherentMask ? "" : ", coherent \(device.coherentMask)"
        let place = request.place.map { " " + $0.rawValue } ?? ""
        let segments = request.segments > 1 ? " in \(request.segments) segments" : ""
        let id = cell.map { "   [\($0.prefix(12))]" } ?? ""
        var lines = [
            field(
                "cell",
                "\(boot.kernel)  \(boot.platform.rawValue)\(encryption)  vIOMMU \(boot.viommu.rawValue)  \(options)  RAM \(boot.ram >> 20) MiB"
            ),
            field(
                "",
                "\(device.model) \(device.dmaMask) bits\(masks)\(device.untrusted ? ", untrusted" : "")  \(request.kind.rawValue) \(request.size) bytes\(segments)\(place)\(id)"
            ),
        ]
        if let predicted = reproduction.predicted { lines.append(field("predicted", predicted)) }
        if let boots = reproduction.boots {
            lines.append(field("booted", boots.told + (boots.run.map { "   (\($0))" } ?? "")))
        }
        return lines
    }

    private func section(_ name: String, _ texts: [String]) -> [String] {
        texts.enumerated().map { field($0 == 0 ? name : "", $1) }
    }

    private func field(_ name: String, _ value: String) -> String {
        "  " + name + String(repeating: " ", count: max(1, 13 - name.count)) + value
    }
}
