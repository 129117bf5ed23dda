// Records of earlier versions lack what orders and reports did not have then; they mean the usual.

extension MapOrder {
    private enum Keys: String, CodingKey {
        case request, device, kind, direction, fromDevice, size, segments, uneven, low, high, otherLow, otherHigh,
            nonce,
            atomic, handsPhysical, attributes, prelude, processor, coverage, sync,
            isLate, offset, isBackwards
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        func usually<Value: Decodable>(_ usual: Value, _ key: Keys) throws -> Value {
            try values.decodeIfPresent(Value.self, forKey: key) ?? usual
        }
        let direction: CallDirection =
            try values.decodeIfPresent(CallDirection.self, forKey: .direction)
            ?? (values.decode(Bool.self, forKey: .fromDevice) ? .fromDevice : .toDevice)
        self.init(
            request: try values.decode(UInt32.self, forKey: .request),
            device: try values.decode(UInt8.self, forKey: .device),
            kind: try values.decode(CallKind.self, forKey: .kind), direction: direction,
            size: try values.decode(UInt32.self, forKey: .size),
            segments: try values.decode(UInt16.self, forKey: .segments), uneven: try usually(false, .uneven),
            low: try values.decode(UInt64.self, forKey: .low), high: try values.decode(UInt64.self, forKey: .high),
            otherLow: try usually(0, .otherLow), otherHigh: try usually(0, .otherHigh),
            nonce: try values.decode(UInt64.self, forKey: .nonce), atomic: try usually(false, .atomic),
            handsPhysical: try usually(false, .handsPhysical), attributes: try usually(0, .attributes),
            prelude: try usually(Prelude(), .prelude),
            processor: try values.decodeIfPresent(UInt8.self, forKey: .processor),
            coverage: try usually(.samples, .coverage), sync: try usually(.atEnds, .sync),
            isLate: try usually(false, .isLate), offset: try usually(0, .offset),
            isBackwards: try usually(false, .isBackwards))
    }
}

extension MapReport {
    private enum Keys: String, CodingKey {
        case request, outcome, errno, buffer, mapping, log, logBefore, served, unwiped
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self.init(
            request: try values.decode(UInt32.self, forKey: .request),
            outcome: try values.decode(Outcome.self, forKey: .outcome),
            errno: try values.decode(Int32.self, forKey: .errno),
            buffer: try values.decode([Segment].self, forKey: .buffer),
            mapping: try values.decode([Segment].self, forKey: .mapping),
            log: try values.decode([String].self, forKey: .log),
            logBefore: try values.decodeIfPresent([String].self, forKey: .logBefore) ?? [],
            served: try values.decodeIfPresent(UInt32.self, forKey: .served) ?? 0,
            unwiped: try values.decodeIfPresent(UInt32.self, forKey: .unwiped) ?? 0)
    }
}

extension ReleaseReport {
    private enum Keys: String, CodingKey {
        case request, right, wrong, kept
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self.init(
            request: try values.decode(UInt32.self, forKey: .request),
            right: try values.decode(UInt32.self, forKey: .right),
            wrong: try values.decode(UInt32.self, forKey: .wrong),
            kept: try values.decodeIfPresent(UInt32.self, forKey: .kept) ?? 0)
    }
}
