/// The numbers that attempts at a boot can have.
public enum AttemptNumber {
    /// From the first on; a journal that tells of another one comes from no run.
    public static let all = 1...999_999_999
}
