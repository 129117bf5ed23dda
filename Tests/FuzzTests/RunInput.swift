import Foundation
import Journal
import Lab
import Plan

@testable import Runner

/// What a run's folder holds that comes from elsewhere, and how it comes.
enum RunInput {
    private static let folder = FuzzFolder.make("archive")

    static func plan(_ bytes: [UInt8]) {
        guard let plan = try? JSONDecoder().decode(Plan.self, from: Data(bytes)) else { return }
        guard let json = try? JSONEncoder().encode(plan) else { return must(false, "a plan can be written") }
        must((try? JSONDecoder().decode(Plan.self, from: json))?.digest == plan.digest, "and read")
    }

    static func journal(_ bytes: [UInt8]) {
        guard let plan = AttemptInput.plan, let text = try? JournalText(Data(bytes), of: plan) else { return }
        must(text.length <= bytes.count, "what counts lies in the journal")
        let decoder = JSONDecoder()
        let events = text.lines.compactMap { try? decoder.decode(Event.self, from: $0.bytes) }
        _ = RunLog(name: "run", plan: plan, events: events)
    }

    static func archive(_ bytes: [UInt8]) {
        let files = FileManager.default
        let (tar, out) = ("\(folder)/a.tar", "\(folder)/in/out")
        try? files.removeItem(atPath: "\(folder)/in")
        try? files.createDirectory(atPath: out, withIntermediateDirectories: true)
        FuzzFolder.put(bytes, tar)
        _ = try? RunArchive(path: tar, limit: 1 << 20, planBytes: 1 << 16).unpack(into: out)
        must((try? files.contentsOfDirectory(atPath: "\(folder)/in")) == ["out"], "nothing lies outside")
        must((try? files.contentsOfDirectory(atPath: folder))?.count == 2, "nor beside")
    }

    static func node(_ bytes: [UInt8]) {
        struct Doctor: Decodable { var labels: NodeLabels }
        guard let doctor = try? JSONDecoder().decode(Doctor.self, from: Data(bytes)) else { return }
        for boot in AttemptInput.plan?.boots ?? [] { _ = doctor.labels.lack(of: boot.boot, ram: nil) }
    }
}
