/// As addresses are written in sentences.
public func hex(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16) }

extension String {
    /// The text without addresses, which differ from boot to boot.
    public var withoutAddresses: String { replacing(/0x[0-9a-f]+/, with: "0x…") }

    /// The text without any number.
    public var withoutNumbers: String { replacing(/0x[0-9a-f]+|[0-9]+/, with: "…") }
}
