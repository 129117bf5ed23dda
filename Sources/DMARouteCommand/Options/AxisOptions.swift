import ArgumentParser
import Plan

/// A flag for every axis of a config.
///
/// The axes are a table, and so these are no properties: ArgumentParser finds options by a mirror and decodes them by
/// their keys, and this type gives it both.
struct AxisOptions: ParsableArguments, CustomReflectable {
    /// What was given, by axis.
    private(set) var values: [String: [String]] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for axis in AxisFlag.all {
            values[axis.key] = try container.decode(Option<[String]>.self, forKey: Key(axis.key)).wrappedValue
        }
    }

    var customMirror: Mirror {
        Mirror(self, children: AxisFlag.all.map { (label: "_" + $0.key, value: Self.option($0)) })
    }

    private static func option(_ axis: AxisFlag) -> Option<[String]> {
        Option(
            wrappedValue: [], name: .customLong(axis.key), help: ArgumentHelp(axis.help),
            completion: axis.values.isEmpty ? nil : .list(axis.values))
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ key: String) { stringValue = key }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
