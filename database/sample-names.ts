/** Words that sample data is made of. Invented combinations; any likeness to a person is chance. */
export const sampleWords = {
    given: (
        "Ada Amara Anders Anita Arjun Aylin Beatriz Ben Camille Carlos Chloe Daniel Dmitri Elena Emil Emma Fatima Finn Grace Hana " +
        "Hugo Ines Isaac Jamal Jin Jonas Julia Kenji Lars Layla Leo Lucia Mara Mateo Mei Mila Nadia Noah Nora Olga Omar Paul Priya " +
        "Rosa Samuel Sara Sofia Tariq Thomas Yara Zoe"
    ).split(" "),
    family: (
        "Abe Ahmed Andersen Bauer Becker Bianchi Brown Castro Chen Cohen Costa Diaz Dubois Edwards Fischer Fuchs Garcia Gupta Haddad " +
        "Hansen Ito Ivanova Jansen Johnson Kaya Keller Khan Kim Kovac Lee Lopez Martin Meyer Moreau Mueller Nguyen Novak Okafor Olsen " +
        "Patel Petrov Popescu Reyes Rossi Russo Sato Schmidt Silva Singh Smith Sousa Tanaka Taylor Torres Vargas Virtanen Wagner Wang " +
        "Weber Williams Wilson Yilmaz Zhang"
    ).split(" "),
    town: (
        "Ashford Bergen Brookside Clearwater Delft Eastgate Fairview Greenhill Harbor Innsbruck Kingsbridge Lakeside Maplewood Northfield " +
        "Oakridge Porto Queensway Riverside Stonebridge Turku Uppsala Valencia Westbrook Yorkdale"
    ).split(" "),
    clinic: [
        "Family Practice",
        "Health Centre",
        "Clinic",
        "Hospital",
        "Cardiology",
        "Paediatrics",
        "Dermatology",
        "Orthopaedics",
    ],
    specialty: [
        "general",
        "cardiology",
        "paediatrics",
        "dermatology",
        "orthopaedics",
        "neurology",
        "radiology",
    ],
    finding: [
        "blood pressure within range",
        "follow-up in two weeks",
        "no allergy known",
        "mild seasonal rhinitis",
        "wound healing well",
        "referred for imaging",
        "laboratory values unremarkable",
        "dose reduced",
        "vaccination given",
        "advised rest",
    ],
} as const;
