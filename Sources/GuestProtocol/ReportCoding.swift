private enum ReportTag: UInt8 {
    case hello = 129
    case ready, mapped, moved, released, driven, file, problem, end
}

extension ByteWriter {
    mutating func put(_ report: Report) {
        switch report {
        case .hello(let version, let release):
            put(ReportTag.hello.rawValue)
            put(version)
            put(release)
        case .ready(let devices):
            put(ReportTag.ready.rawValue)
            put(devices) { $0.put($1) }
        case .mapped(let maps):
            put(ReportTag.mapped.rawValue)
            put(maps) { $0.put($1) }
        case .moved(let moves):
            put(ReportTag.moved.rawValue)
            put(moves) { $0.put($1) }
        case .released(let releases):
            put(ReportTag.released.rawValue)
            put(releases) { $0.put($1) }
        case .driven(let report):
            put(ReportTag.driven.rawValue)
            put(report)
        case .file(let name, let bytes):
            put(ReportTag.file.rawValue)
            put(name)
            put(bytes)
        case .problem(let text):
            put(ReportTag.problem.rawValue)
            put(text)
        case .end: put(ReportTag.end.rawValue)
        }
    }
}

extension ByteReader {
    mutating func report() throws(ProtocolError) -> Report {
        let tag: ReportTag = try choice("report")
        switch tag {
        case .hello: return .hello(version: try integer(), release: try text())
        case .ready:
            return .ready(
                try list("number of devices", smallest: 33) { reader throws(ProtocolError) in
                    try reader.deviceReport()
                })
        case .mapped:
            return .mapped(
                try list("number of mappings", smallest: 29) { reader throws(ProtocolError) in
                    try reader.mapReport()
                })
        case .moved:
            return .moved(
                try list("number of transfers", smallest: 16) { reader throws(ProtocolError) in
                    try reader.moveReport()
                })
        case .released:
            return .released(
                try list("number of releases", smallest: 12) { reader throws(ProtocolError) in
                    try reader.releaseReport()
                })
        case .driven: return .driven(try driveReport())
        case .file: return .file(name: try text(), bytes: try blob())
        case .problem: return .problem(try text())
        case .end: return .end
        }
    }
}
