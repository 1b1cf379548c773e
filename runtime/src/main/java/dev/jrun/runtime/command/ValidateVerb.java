package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.check.Problem;
import dev.jrun.spec.check.SemanticChecks;
import dev.jrun.spec.check.Severity;
import dev.jrun.spec.json.SpecException;
import dev.jrun.spec.schema.DocumentKind;
import dev.jrun.spec.schema.SchemaValidator;
import dev.jrun.spec.schema.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code jrun validate}: prints all that is wrong with a bundle's config.json. */
final class ValidateVerb implements Verb {
    @Override
    public String name() {
        return "validate";
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(this, "", "Check a bundle's config.json and print all its problems.")
                .with(CreateFlags.bundle());
    }

    @Override
    public int run(Flags flags, Context context) {
        flags.requireCount(this, 0, 0);
        Path file = CreateFlags.bundle(flags, context.invocation()).resolve("config.json");
        int errors = 0;
        for (Problem problem : problems(read(file))) {
            boolean isError = problem.severity() == Severity.ERROR;
            errors += isError ? 1 : 0;
            String place = problem.pointer().isEmpty() ? "" : problem.pointer() + ": ";
            context.print((isError ? "error: " : "warning: ") + place + problem.message() + "\n");
        }
        if (errors > 0) {
            throw new InvalidInputException(file + " has " + errors + (errors == 1 ? " error" : " errors"));
        }
        context.print(file + " is valid\n");
        return 0;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file or directory");
        } catch (IOException e) {
            throw new InvalidInputException("can't read " + file + ": " + e);
        }
    }

    private static List<Problem> problems(byte[] json) {
        List<Problem> problems = new ArrayList<>();
        for (Violation violation : new SchemaValidator(DocumentKind.CONFIG).validate(json)) {
            problems.add(new Problem(Severity.ERROR, violation.pointer(), violation.message()));
        }
        try {
            Config config = ConfigReader.read(json);
            problems.addAll(SemanticChecks.check(config));
        } catch (SpecException e) {
            // The reader stops at the first thing that the schema has told of already, as a rule.
            if (problems.isEmpty()) {
                problems.add(new Problem(Severity.ERROR, e.pointer(), e.problem()));
            }
        }
        return problems;
    }
}
