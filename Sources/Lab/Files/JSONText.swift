/// JSON text for QEMU's command line and monitor, from values only.
enum JSONText {
    enum Value {
        case text(String)
        case number(UInt64)
        case flag(Bool)
        case object(KeyValuePairs<String, Value>)
    }

    typealias Member = (key: String, value: Value)

    static func object(_ members: KeyValuePairs<String, Value>) -> String { object(members.map { ($0, $1) }) }

    static func object(_ members: [Member]) -> String {
        "{" + members.map { "\(quoted($0.key)):\(write($0.value))" }.joined(separator: ",") + "}"
    }

    private static func write(_ value: Value) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .number(let number): "\(number)"
        case .flag(let flag): flag ? "true" : "false"
        case .object(let members): object(members)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
