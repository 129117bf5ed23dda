import RouteModel
import Testing

@Test(arguments: ["2027-03-31", "2028-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
func daysOfTheCalendarAreReadAsTheyAreWritten(text: String) {
    #expect(Day(text)?.description == text)
}

@Test(arguments: [
    "2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10", "2027-01-00", "0000-01-01", "2027-1-1",
    "27-01-01", "2027-01-01 ", "2027/01/01", "2027-01", "", "２０２７-01-01", "+027-01-01", "2027-01--1",
])
func whatIsNoDayIsNoDay(text: String) {
    #expect(Day(text) == nil)
}

@Test func daysAreOrdered() {
    let days = ["2026-12-31", "2027-01-01", "2027-01-31", "2027-02-01"].compactMap(Day.init)
    #expect(days.count == 4 && days.shuffled().sorted() == days)
}
