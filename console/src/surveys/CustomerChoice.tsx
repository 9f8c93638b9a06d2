import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useSettled } from "../ui/useSettled.ts";

/** One customer, found by typing. */
export function CustomerChoice({
  value,
  onChange,
  id,
}: {
  value?: string;
  onChange?: (customer: string) => void;
  id?: string;
}): ReactNode {
  const { t } = useTranslation("surveys");
  const [typed, setTyped] = useState("");
  const q = useSettled(typed, 200);
  const found = useQuery({
    queryKey: ["customers", "choice", q],
    queryFn: () => answered(api.GET("/v1/customers", { params: { query: { q, limit: 20 } } })),
    enabled: q.length >= 2,
  });
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t("links.customerHint")}
      value={value ?? null}
      onChange={(customer) => onChange?.(customer)}
      loading={found.isFetching}
      notFoundContent={null}
      options={(found.data?.items ?? []).map((customer) => ({
        value: customer.id,
        label: [customer.name, customer.identities[0]?.value].filter(Boolean).join(" · "),
      }))}
    />
  );
}
