import RouteModel

extension Mapper {
    /// Each assumption with what the other values would change.
    func weighed() -> [WeighedAssumption] {
        let here = picture(configuration)
        return assumed.map { assumption in
            var otherwise: [String] = []
            var matters = false
            var decides = false
            for change in assumption.others {
                let there = picture(configuration.with(change))
                guard there != here, !assumption.isUsual || there.own != nil else { continue }
                matters = true
                if there.own != here.own, !assumption.isUsual { decides = true }
                otherwise.append(
                    "\(change.text): \(there.told)"
                        + (there.told == here.told ? " by \(configuration.boot.kernel); other policies differ" : ""))
            }
            return WeighedAssumption(
                fact: assumption.fact, value: assumption.value, matters: matters, otherwise: otherwise,
                decides: decides,
                isChoice: assumption.isChoice)
        }
    }

    /// What is predicted of a configuration, as far as the answer rests on it.
    private struct Picture: Equatable {
        var told: String
        var own: Bool?
        var policies: [Bool?]
    }

    private func picture(_ configuration: Configuration) -> Picture {
        let own = Policy.named(configuration.boot.kernel).map { SymptomPrediction($0, configuration) }
        return Picture(
            told: own?.told ?? "", own: own?.shows(symptom) ?? nil,
            policies: Policy.all.map { SymptomPrediction($0, configuration).shows(symptom) })
    }

    /// Every combination of what is assumed, as far as there are few.
    func combinations() -> [Configuration] {
        var all = [configuration]
        for assumption in assumed where !assumption.isUsual {
            let more = assumption.others.flatMap { change in all.map { $0.with(change) } }
            guard all.count + more.count <= 512 else { break }
            all += more
        }
        return all
    }
}
