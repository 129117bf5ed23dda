import RouteModel

extension ReproductionRecord {
    /// The answer in words: what it is first, then what it rests on.
    public var text: String {
        text(verbose: false)
    }

    /// - Parameter verbose: whether every policy gets a line of its own.
    public func text(verbose: Bool) -> String {
        var lines = [
            "\(reproduction.answer.rawValue)   \(reproduction.cause)", field("means", reproduction.answer.means),
        ]
        if cut {
            lines.append(
                field(
                    "not read",
                    "the report is longer than \(Pasted.most >> 20) MiB, of which the first and the last half were read, or it has more different lines than any log"
                ))
        }
        lines += section("do", reproduction.actions.enumerated().map(action))
        if let symptom = reproduction.symptom { lines.append(field("symptom", symptom)) }
        lines += section("read", reproduction.read.map { "\(place($1, $2))  \($0)" })
        lines += section("claimed", reproduction.claims.map(claim))
        lines += section("unread", reproduction.unread.map { "\(place($1, $2))  \($0)" })
        lines += section("contradicts", reproduction.contradictions)
        lines += section("missing", reproduction.missing.map(Asking.told))
        // What stands in on x86-64 for a machine that is not modelled would only mislead.
        guard reproduction.answer != .notModelled else { return lines.joined(separator: "\n") }
        lines += section("inferred", reproduction.inferred)
        lines += section("rests on", reproduction.ungrounded)
        lines += section("assumed", assumptions)
        lines += section("open", reproduction.open)
        // A cell that holds a usual value of what is open would stand for another machine.
        if let configuration = reproduction.configuration, reproduction.open.isEmpty {
            lines += cellLines(configuration)
        }
        return (lines + (verbose ? policyLines : policyLine)).joined(separator: "\n")
    }

    /// What the report does not give and the prediction used: what matters first, what does not in one line.
    private var assumptions: [String] {
        let (weighty, idle) = (reproduction.assumed.filter(\.matters), reproduction.assumed.filter { !$0.matters })
        let told = idle.map { "\($0.fact): \($0.value)" }.joined(separator: "; ")
        return weighty.flatMap { assumption in
            ["\(assumption.fact): \(assumption.value)   matters"] + assumption.otherwise.map { "  were it \($0)" }
        } + (idle.isEmpty ? [] : ["\(told)   (does not matter)"])
    }

    private func place(_ file: Int, _ line: Int) -> String {
        guard line > 0 else { return "by hand" }
        return files.count > 1 && files.indices.contains(file) ? "\(files[file]):\(line)" : "line \(line)"
    }

    private func action(_ index: Int, _ action: Action) -> String {
        let isSeen = action.booted.map { !$0.hasPrefix("not ") } ?? false
        let booted = action.booted ?? ""
        let seen =
            isSeen ? "seen here: \(booted)" : "predicted: \(action.predicted)" + (booted.isEmpty ? "" : "; \(booted)")
        let claimed = action.isClaimed ? "; the report says that it helps" : ""
        let isVain = action.booted?.hasPrefix("did not help") == true
        // What hides a fault ends no access.
        let first = reproduction.sought == .fault ? "to get by: " : "best: "
        return (isVain ? "in vain: " : index == 0 ? first : "or: ")
            + "\(action.attempt)   (\(seen)\(claimed); cost: \(action.cost))"
    }

    private func claim(_ judged: JudgedClaim) -> String {
        let agrees = judged.agrees.map { $0 ? ", agrees with the model" : ", not what the model predicts" } ?? ""
        return "\(place(judged.file, judged.line))  \(judged.claim.text): \(judged.claim.polarity.rawValue)\(agrees)"
    }

    private var policyLines: [String] {
        section(
            "policies",
            reproduction.policies.map { name, shows in
                "\(name)  " + (shows.map { $0 ? "shows the symptom" : "does not show it" } ?? "makes no prediction")
            })
    }

    private var policyLine: [String] {
        let showing = reproduction.policies.filter { $0.shows == true }.count
        let silent = reproduction.policies.filter { $0.shows == nil }.count
        guard showing > 0 else {
            return [
                field("policies", "none of \(reproduction.policies.count) shows the symptom (--verbose names them)")
            ]
        }
        let rest = silent > 0 ? ", \(silent) predict nothing" : ""
        return [
            field(
                "policies",
                "\(showing) of \(reproduction.policies.count) show the symptom\(rest) (--verbose names them)")
        ]
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

extension AnswerWord {
    /// For a reader who never heard of policies.
    var means: String {
        switch self {
        case .reproduced: "a guest here was refused in the same way"
        case .possible: "it would look like this, if what is named first held"
        case .notReproduced: "a guest here ran as predicted, and it did not happen"
        case .routingFine: "no DMA was refused or sent astray by the kernel; look elsewhere"
        case .cannotTell: "what decides is not in the report"
        case .notModelled: "nothing here models such a machine, or what fails there; what holds all the same is said"
        case .predictedOnly: "nothing was booted; this is what the model predicts"
        }
    }
}
