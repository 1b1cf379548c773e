package dev.jrun.spec.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** The schema that the Open Container Initiative publishes, in a folder outside of the repository. */
final class OfficialSchema {
    private final Schema schema;

    OfficialSchema(Path folder, String kind) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_4, builder -> builder.schemas(iri -> text(folder, iri)));
        schema = registry.getSchema(SchemaLocation.of("https://oci/" + kind + "-schema.json"));
    }

    private static String text(Path folder, String iri) {
        try {
            return Files.readString(folder.resolve(iri.substring(iri.lastIndexOf('/') + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean accepts(JsonNode document) {
        return schema.validate(document).isEmpty();
    }
}
