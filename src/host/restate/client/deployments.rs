//! Which workers the engine knows.

use super::ask::{Client, Refused};
use super::sql::quoted;
use crate::host::runner::OutOfReach;
use reqwest::Method;
use serde_json::{Value as Json, json};

/// Workers at one address. Runs that have begun there stay there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deployment {
    /// The engine's name for it.
    pub id: String,
    /// Its address.
    pub address: String,
}

impl Client {
    /// Tells the engine of workers at an address, which have these services. Where it knows the address
    /// with fewer, it looks again.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked, or cannot reach the workers.
    pub async fn register(&self, address: &str, services: &[String]) -> Result<(), OutOfReach> {
        let known = self.tell_of(address, false).await?;
        let has = |name: &String| known.contains(name);
        match services.iter().all(has) {
            true => Ok(()),
            false => self.tell_of(address, true).await.map(drop),
        }
    }

    /// Tells the engine of workers; which services it knows of them now.
    async fn tell_of(&self, address: &str, anew: bool) -> Result<Vec<String>, OutOfReach> {
        let request = self.admin(Method::POST, "/deployments");
        let request = request.json(&json!({ "uri": address, "force": anew }));
        let answer = self.send(request).await;
        let answer = answer.map_err(|refused| self.out_of_reach(refused))?;
        let services = answer["services"].as_array().into_iter().flatten();
        let names = services.filter_map(|service| service["name"].as_str());
        Ok(names.map(str::to_owned).collect())
    }

    /// The workers that the engine knows.
    ///
    /// # Errors
    ///
    /// If it cannot be asked.
    pub async fn deployments(&self) -> Result<Vec<Deployment>, OutOfReach> {
        let answer = self.send(self.admin(Method::GET, "/deployments")).await;
        let answer = answer.map_err(|refused| self.out_of_reach(refused))?;
        let all = answer["deployments"].as_array();
        Ok(all.into_iter().flatten().filter_map(deployment).collect())
    }

    /// The services for which there are workers.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn services(&self) -> Result<Vec<String>, OutOfReach> {
        let answer = self.send(self.admin(Method::GET, "/services")).await;
        let answer = answer.map_err(|refused| self.out_of_reach(refused))?;
        let names = answer["services"].as_array().into_iter().flatten();
        let names = names.filter_map(|service| Some(service["name"].as_str()?.to_owned()));
        Ok(names.filter(|name| name.starts_with("Flow.")).collect())
    }

    /// How many runs have begun at these workers and are not over.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn pinned(&self, deployment: &str) -> Result<u64, OutOfReach> {
        let query = format!(
            "SELECT COUNT(*) AS many FROM sys_invocation WHERE pinned_deployment_id = {} \
             AND status <> 'completed'",
            quoted(deployment)
        );
        let rows = self.rows(&query).await?;
        Ok(rows
            .first()
            .and_then(|row| row["many"].as_u64())
            .unwrap_or(0))
    }

    /// The services whose new runs come to these workers.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn newest_of(&self, deployment: &str) -> Result<Vec<String>, OutOfReach> {
        let answer = self.send(self.admin(Method::GET, "/services")).await;
        let answer = answer.map_err(|refused| self.out_of_reach(refused))?;
        let services = answer["services"].as_array().into_iter().flatten();
        let here = services.filter(|service| service["deployment_id"] == *deployment);
        let names = here.filter_map(|service| Some(service["name"].as_str()?.to_owned()));
        Ok(names.filter(|name| name.starts_with("Flow.")).collect())
    }

    /// Lets the engine forget workers. It refuses that while runs need them.
    ///
    /// # Errors
    ///
    /// If it cannot be asked, or refuses.
    pub async fn unregister(&self, deployment: &str) -> Result<(), OutOfReach> {
        let path = format!("/deployments/{deployment}?force=true");
        match self.send(self.admin(Method::DELETE, &path)).await {
            Ok(_) | Err(Refused::Said(404, _)) => Ok(()),
            Err(refused) => Err(self.out_of_reach(refused)),
        }
    }
}

fn deployment(answer: &Json) -> Option<Deployment> {
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    Some(Deployment {
        id: text("id")?,
        address: text("uri")?.trim_end_matches('/').to_owned(),
    })
}
